/**
 * A real test page through the real path: Alertmanager, its PagerDuty receiver, the router, Discord. PagerDuty cannot be
 * asked with a routing key whether anybody was rung, so a person says it: in the terminal, or by acknowledging the card.
 */
import { z } from 'zod';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { clientAddress, routerHeaders } from '../../routing/addresses.ts';
import { fetchJson, urlOf } from '../fetchJson.ts';
import { drillAlert, drillName } from './drillAlert.ts';

export interface LiveDrillOptions {
  readonly fleet: Fleet;
  /** Who runs it. */
  readonly by: string;
  /** How long a person is waited for, seconds. */
  readonly waitSeconds: number;
  /** What the person at the terminal says; never ends where there is none. Asked once the page is out. */
  readonly asked: (signal: AbortSignal) => Promise<boolean>;
  readonly note: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
}

/** One JSON object on standard output. Times ending in `_ms` count from the moment Alertmanager had the alert. */
export interface LiveDrillResult {
  /** Unix seconds. */
  readonly at: number;
  readonly incident: string | null;
  /** How many Alertmanagers took the alert, of how many. */
  readonly alertmanagers: readonly [took: number, all: number];
  /** When Discord had the card; null: not seen, or the fleet has no channel. */
  readonly card_ms: number | null;
  readonly page: 'heard' | 'not confirmed';
  readonly heard_by: string | null;
  readonly heard_ms: number | null;
  /** Whether the incident ended when the alert did. */
  readonly resolved: boolean;
  readonly resolve_ms: number | null;
  /** Whether the router keeps it as a proof. */
  readonly recorded: boolean;
}

/** What keeps a drill from being one; a sentence for people. */
export class DrillRefused extends Error {
  override readonly name = 'DrillRefused';
}

const incidentsSchema = z.object({
  incidents: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      acknowledgedAt: z.number().nullable(),
      acknowledgedBy: z.string().nullable(),
      card: z.object({ messageId: z.string().nullable(), sentAt: z.number().nullable() }),
      alerts: z.array(z.object({ name: z.string(), status: z.string(), startsAt: z.number() })),
    }),
  ),
});
type Told = z.output<typeof incidentsSchema>['incidents'][number];
const proofSchema = z.object({ armed: z.boolean(), verifies: z.boolean() });

const patient = { timeoutMs: 5000 };
/** How long machines are waited for, seconds. */
const machines = 60;
/** The alert ends by itself this long after everybody was waited for, if we are killed. Seconds. */
const slack = 120;

const postJson = async (url: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<boolean> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(patient.timeoutMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};

/** Until `ask` answers something, the time is over, or `signal` says so. */
const eventually = async <T>(
  ask: () => Promise<T | undefined>,
  seconds: number,
  pollMs: number,
  signal: AbortSignal,
): Promise<T | undefined> => {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end && !signal.aborted) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return undefined;
};

/** @throws DrillRefused before anything was sent */
export const liveDrill = async (options: LiveDrillOptions): Promise<LiveDrillResult> => {
  const { fleet, by, waitSeconds, note, pollMs = 250 } = options;
  const router = `http://${clientAddress(fleet.router.listen)}`;
  const headers = routerHeaders(fleet);
  const stop = options.signal ?? new AbortController().signal;

  const proof = await fetchJson(`${router}/api/proof`, proofSchema, { ...patient, headers });
  if (!proof)
    throw new DrillRefused(`The router does not answer at ${router}: without it there is no card to look for.`);
  if (!proof.armed) {
    throw new DrillRefused(
      'Paging is not armed: there is no PagerDuty key, or this is a trial week. Nothing would ring.',
    );
  }
  if (!proof.verifies) {
    throw new DrillRefused(
      'The router does not know Prometheus to be well (it does not answer, or has just started): it would take the end of a drill for a failure and page once more. Try again in some minutes.',
    );
  }
  const startedAt = Date.now() / 1000;
  const drills = async (): Promise<readonly Told[]> => {
    const told = await fetchJson(`${router}/api/incidents?count=20`, incidentsSchema, { ...patient, headers });
    return (told?.incidents ?? []).filter(({ alerts }) => alerts.some(({ name }) => name === drillName));
  };
  if ((await drills()).some(({ state }) => state !== 'resolved'))
    throw new DrillRefused('A drill is under way already, or the last one has not ended yet.');
  /** Of this drill: within a quarter of an hour the incident of the last one opens again. */
  const mine = async (): Promise<Told | undefined> =>
    (await drills()).find(({ alerts }) =>
      alerts.some(({ name, startsAt }) => name === drillName && startsAt >= startedAt - 1),
    );

  const tell = async (endsAt: number): Promise<number> => {
    const body = [drillAlert(by, startedAt, endsAt)];
    const took = await Promise.all(
      fleet.alertmanagers.map(({ url }) => postJson(urlOf(url, '/api/v2/alerts'), body, {})),
    );
    return took.filter(Boolean).length;
  };
  const took = await tell(startedAt + waitSeconds + 2 * machines + slack);
  if (took === 0) throw new DrillRefused('No Alertmanager took the alert: nothing was sent.');
  const since = performance.now();
  const elapsed = (): number => Math.round(performance.now() - since);
  note(`The test page is out: ${took} of ${fleet.alertmanagers.length} Alertmanagers took it.`);

  const wantsCard = fleet.notify.discord?.operators.value !== undefined;
  let incident: Told | undefined;
  let card: number | null = null;
  let heard: { readonly by: string; readonly ms: number } | undefined;
  let recorded = false;
  try {
    incident =
      (await eventually(
        async () => {
          const told = await mine();
          incident = told ?? incident;
          return told && (!wantsCard || (told.card.messageId && (told.card.sentAt ?? 0) >= startedAt))
            ? told
            : undefined;
        },
        machines,
        pollMs,
        stop,
      )) ?? incident;
    if (incident?.card.messageId && (incident.card.sentAt ?? 0) >= startedAt) card = elapsed();
    note(card === null ? 'No card was seen.' : `The card was there after ${card} ms.`);
    heard = await waitForPerson();
    if (heard) {
      recorded = await postJson(`${router}/api/proof`, { by: heard.by.slice(0, 60) }, headers);
      if (!recorded) note('The router did not take the proof; its log says why.');
    }
  } finally {
    await tell(Date.now() / 1000);
  }
  const endedAt = performance.now();
  const resolved = await eventually(
    async () => ((await mine())?.state === 'resolved' ? true : undefined),
    machines,
    pollMs,
    new AbortController().signal,
  );

  return {
    at: startedAt,
    incident: incident?.id ?? null,
    alertmanagers: [took, fleet.alertmanagers.length],
    card_ms: card,
    page: heard ? 'heard' : 'not confirmed',
    heard_by: heard?.by ?? null,
    heard_ms: heard?.ms ?? null,
    resolved: resolved === true,
    resolve_ms: resolved ? Math.round(performance.now() - endedAt) : null,
    recorded,
  };

  async function waitForPerson(): Promise<{ readonly by: string; readonly ms: number } | undefined> {
    const over = new AbortController();
    const signal = AbortSignal.any([stop, over.signal]);
    const said = options.asked(signal).then((yes) => (yes ? { by, ms: elapsed() } : undefined));
    const pressed = eventually(
      async () => {
        const told = await mine();
        return told?.acknowledgedBy ? { by: told.acknowledgedBy, ms: elapsed() } : undefined;
      },
      waitSeconds,
      pollMs,
      signal,
    );
    try {
      return await Promise.race([said, pressed]);
    } finally {
      over.abort();
    }
  }
};
