/** The private listener: Alertmanager's webhook, metrics, health, and incidents for the command line and tests. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import { isShut } from '../../../collector/config/routerToken.ts';
import { browserCheck } from '../../../collector/http/refuseBrowsers.ts';
import { monthRange } from '../../ledger/month.ts';
import type { Actions } from '../actions.ts';
import type { Incident, IncomingAlert, StoredAlert } from '../incident.ts';
import { parseWebhook } from '../webhook.ts';
import { actionRoutes } from './actionRoutes.ts';
import { requireToken } from './authorization.ts';
import { type DigestRoutesOptions, digestRoutes } from './digestRoutes.ts';
import { type HeartbeatRoutesOptions, heartbeatRoutes } from './heartbeatRoutes.ts';
import { incidentJson } from './incidentJson.ts';
import { type IncidentRoutesOptions, incidentRoutes } from './incidentRoutes.ts';
import { type LedgerRoutesOptions, ledgerRoutes, monthPattern } from './ledgerRoutes.ts';
import { type MaintenanceRoutesOptions, maintenanceRoutes } from './maintenanceRoutes.ts';
import { type ProofRoutesOptions, proofRoutes } from './proofRoutes.ts';

type IncidentWithAlerts = { readonly incident: Incident; readonly alerts: readonly StoredAlert[] };

export interface PrivateOptions
  extends LedgerRoutesOptions,
    MaintenanceRoutesOptions,
    IncidentRoutesOptions,
    ProofRoutesOptions,
    HeartbeatRoutesOptions,
    DigestRoutesOptions {
  /** Where the listener is, `host:port`. */
  readonly listen: string;
  /** Rejects when it cannot be written. */
  readonly receive: (alerts: readonly IncomingAlert[]) => Promise<void>;
  readonly actions: Actions;
  /** The latest ones, latest first. */
  readonly incidents: (count: number) => readonly IncidentWithAlerts[];
  /** Those that lasted into a range of Unix seconds, latest first. */
  readonly incidentsIn: (from: number, to: number) => readonly IncidentWithAlerts[];
  /** Undefined while the store takes writes; otherwise why not. */
  readonly notReady: () => string | undefined;
  readonly metrics: () => Promise<string>;
  readonly contentType: string;
  /** Why a webhook was not read; closed words. */
  readonly onRefused: (why: string) => void;
}

/**
 * Five thousand of our longest alerts in one body are 17 MB; what Alertmanager is told to send at once is below one.
 * More than this is not read.
 */
const bodyLimit = '24mb';
const mostIncidents = 10_000;

export const privateApp = (options: PrivateOptions): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  const check = browserCheck(options.listen);
  app.use((request, response, next) => {
    const why = check(request);
    if (why === undefined) next();
    else response.status(403).type('text/plain').send(`${why}\n`);
  });
  app.use('/heartbeat', heartbeatRoutes(options));
  app.use(requireToken(options.fleet.router.token?.value, isShut(options.fleet)));

  /**
   * 2xx after the commit, 503 for everything else. Alertmanager tries a 4xx once per group_interval and a 5xx with
   * backoff, so nothing here may answer 4xx: not a full disk, and not a body that cannot be read either, for what
   * Alertmanager sends is an alert even when something between us has mangled it. A stranger who posts garbage gets
   * a 503 too, and nobody is harmed by that.
   */
  app.post('/alertmanager', express.json({ limit: bodyLimit, type: () => true }), async (request, response) => {
    const webhook = parseWebhook(request.body, options.now());
    if (!webhook) {
      options.onRefused('not a webhook of Alertmanager');
      response.status(503).type('text/plain').send('not a webhook of Alertmanager\n');
      return;
    }
    if (webhook.unreadable > 0) options.onRefused('some of its alerts cannot be read');
    await options.receive(webhook.alerts);
    const { alerts, truncated, unreadable } = webhook;
    response.json({ accepted: alerts.length, truncated, unreadable });
  });
  const refused: ErrorRequestHandler = (error, _request, response, _next) => {
    // body-parser names its failures in `type`; anything else came from the store.
    const type: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'type') : undefined;
    const why = typeof type === 'string' ? type : 'the store cannot write';
    options.onRefused(why);
    // Told 503 Alertmanager would send it again every second, for ever. What it holds the reconcile loop fetches, as it
    // does for what Alertmanager itself has cut off.
    if (why === 'entity.too.large') response.json({ accepted: 0, truncated: null });
    else if (!response.headersSent) response.status(503).type('text/plain').send(`${why}\n`);
  };
  app.use('/alertmanager', refused);

  app.get('/metrics', async (_request, response) => {
    response.type(options.contentType).send(await options.metrics());
  });
  app.get('/healthz', (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  app.get('/readyz', (_request, response) => {
    const why = options.notReady();
    response
      .status(why ? 503 : 200)
      .type('text/plain')
      .send(why ? `${why}\n` : 'ready\n');
  });
  app.get('/api/incidents', (request, response) => {
    const { month, count = '100' } = request.query;
    const most = Number(count);
    if (month !== undefined && !(typeof month === 'string' && monthPattern.test(month))) {
      response.status(400).json({ error: 'month: expected a month such as 2026-10' });
      return;
    }
    if (!Number.isInteger(most) || most < 1 || most > mostIncidents) {
      response.status(400).json({ error: `count: expected a whole number from 1 to ${mostIncidents}` });
      return;
    }
    const range = month === undefined ? undefined : monthRange(month);
    const found = range ? options.incidentsIn(range.from, range.to) : options.incidents(most);
    response.json({ incidents: found.map(({ incident, alerts }) => incidentJson(incident, alerts)) });
  });
  app.use('/api/incidents', incidentRoutes(options), actionRoutes(options.actions));
  app.use('/api/digest', digestRoutes(options));
  app.get('/api/heartbeats', (_request, response) => {
    response.json({ heartbeats: options.heartbeats.all() });
  });
  app.use('/api', ledgerRoutes(options), maintenanceRoutes(options), proofRoutes(options));
  app.use((_request, response) => {
    response
      .status(404)
      .type('text/plain')
      .send(
        'headwatch router: POST /alertmanager /heartbeat/NAME · /metrics /healthz /readyz /api/heartbeats /api/incidents /api/maintenance /api/ledger /api/proof /api/digest\n',
      );
  });
  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    if (response.headersSent) return;
    // A body that is no JSON, or too large, is whoever asks' own to mend.
    const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
    if (status === 400 || status === 413) {
      const expected = status === 413 ? 'a few lines at most' : 'JSON, as application/json';
      const faults = [{ path: '(the body)', found: 'something else', expected }];
      response.status(status).json({ error: 'refused', faults });
    } else response.status(503).type('text/plain').send('not now\n');
  };
  app.use(failed);
  return app;
};
