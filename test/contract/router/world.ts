/** Small stand-ins of the router's neighbours, real HTTP on loopback, and a router among them. */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Router, startRouter } from '../../../alerts/router/main.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { View } from '../../../collector/view.ts';
import { fleetOf, secret } from '../../unit/router/fleet.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly at: number;
  // Bodies are read by tests with matchers.
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
type Handler = (seen: Seen) => Answer | 'hang' | Promise<Answer | 'hang'>;

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

export interface Standin {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
  close(): Promise<void>;
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export const standin = async (handle: Handler, port = 0): Promise<Standin> => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const entry = { method: request.method ?? '', path: request.url ?? '', at: Date.now(), body };
    seen.push(entry);
    const answer = await handle(entry);
    if (answer === 'hang') return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  onTestFinished(() => closeServer(server));
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, seen, close: () => closeServer(server) };
};

/** Discord as far as a webhook goes. `next` answers instead while it returns something. */
export const discordStandin = async (next: (seen: Seen) => Answer | 'hang' | undefined = () => undefined, port = 0) => {
  let id = 1000;
  const cards = new Map<string, unknown>();
  const world = await standin((seen) => {
    const forced = next(seen);
    if (forced) return forced;
    const message = /\/messages\/(\d+)/.exec(seen.path)?.[1];
    if (message && !cards.has(message)) return { status: 404, body: { code: 10008, message: 'Unknown Message' } };
    const mine = message ?? String(++id);
    cards.set(mine, seen.body);
    return { status: 200, body: { id: mine, channel_id: '1', content: '' } };
  }, port);
  return { ...world, cards };
};

export interface Facts {
  alerts: object[];
  uptime: number;
  prometheusAlerts: object[];
  samples: (query: string) => object[];
  view: View | undefined;
}

/** Alertmanager, Prometheus and the collector in one server; `facts` may change while it runs. */
export const neighbours = async (facts: Facts): Promise<Standin> =>
  standin((seen) => {
    const iso = (at: number): string => new Date(at * 1000).toISOString();
    if (seen.path.startsWith('/api/v2/status')) return { status: 200, body: { uptime: iso(facts.uptime) } };
    if (seen.path.startsWith('/api/v2/alerts')) return { status: 200, body: facts.alerts };
    if (seen.path === '/api/v1/alerts') return { status: 200, body: { data: { alerts: facts.prometheusAlerts } } };
    if (seen.path === '/api/v1/status/runtimeinfo') return { status: 200, body: { data: { startTime: iso(1000) } } };
    if (seen.path.startsWith('/api/v1/query')) {
      const query = new URL(seen.path, 'http://x').searchParams.get('query') ?? '';
      return { status: 200, body: { data: { resultType: 'vector', result: facts.samples(query) } } };
    }
    return facts.view ? { status: 200, body: facts.view } : { status: 503 };
  });

export const factsOf = (more: Partial<Facts> = {}): Facts => ({
  alerts: [],
  uptime: Date.now() / 1000 - 3600,
  prometheusAlerts: [],
  samples: () => [],
  view: undefined,
  ...more,
});

export const homeOf = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-router-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
};

export interface Sites {
  readonly home: string;
  readonly discord?: { readonly url: string };
  readonly pagerduty?: { readonly url: string };
  readonly around?: { readonly url: string };
}

export const webhookToken = 'planted-webhook-token';
export const routerToken = 'planted-router-token-0123456789';
export const routingKey = 'planted-routing-key-0000000000000';

export const fleetAt = ({ home, discord, pagerduty, around }: Sites): Fleet => {
  const nobody = 'http://127.0.0.1:1';
  return fleetOf({
    home,
    collector: { listen: (around?.url ?? nobody).slice('http://'.length) },
    prometheus: { url: around?.url ?? nobody, writeUrl: undefined },
    alertmanagers: [{ url: around?.url ?? nobody }],
    notify: {
      discord: discord && {
        operators: secret('notify.discord.operators_file', `https://discord.com/api/webhooks/77/${webhookToken}`),
        members: undefined,
        botToken: undefined,
        api: `${discord.url}/api`,
        mentionRole: '4242',
      },
      pagerduty: pagerduty && {
        routingKey: secret('notify.pagerduty.routing_key_file', routingKey),
        url: `${pagerduty.url}/v2/enqueue`,
      },
      deadman: undefined,
    },
  });
};

export const routerAt = async (sites: Sites, more: Partial<Fleet> = {}): Promise<Router> => {
  const fleet = { ...fleetAt(sites), ...more };
  const router = await startRouter({ fleet, renderStatusPage: (status) => `<p>${JSON.stringify(status)}</p>` });
  onTestFinished(() => router.stop());
  return router;
};

export const webhookOf = (
  labels: Readonly<Record<string, string>>,
  status: 'firing' | 'resolved',
  startsAt: number,
  more: object = {},
): object => ({
  version: '4',
  groupKey: `{}:{scope="${labels.scope}"}`,
  truncatedAlerts: 0,
  status,
  receiver: 'page',
  alerts: [
    {
      status,
      labels,
      annotations: { summary: 'A fixed sentence.', impact: 'Members earn nothing.', action: 'Do this.' },
      startsAt: new Date(startsAt * 1000).toISOString(),
      endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : new Date().toISOString(),
      generatorURL: 'http://prometheus.internal.example.org/graph',
      fingerprint: `${labels.alertname}-${labels.scope}-${labels.region}`,
    },
  ],
  ...more,
});

export const post = (url: string, body: unknown): Promise<Response> =>
  fetch(`${url}/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Asks until `ask` answers something, for at most `seconds`. */
export const eventually = async <T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 15,
): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited ${seconds} s for ${what}`);
};

const incidentsSchema = z.object({
  incidents: z.array(
    z.object({
      id: z.string(),
      scope: z.string(),
      region: z.string(),
      state: z.string(),
      severity: z.string(),
      card: z.object({ messageId: z.string().nullable() }),
      alerts: z.array(
        z.object({
          name: z.string(),
          status: z.string(),
          groupKey: z.string().nullable(),
          dedupKey: z.string().nullable(),
        }),
      ),
    }),
  ),
});

/** What `/api/incidents` says, latest first. */
export const incidentsOf = async (url: string, token = '') =>
  incidentsSchema.parse(
    await (await fetch(`${url}/api/incidents`, { headers: { authorization: `Bearer ${token}` } })).json(),
  ).incidents;

export const freePort = async (): Promise<number> => {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  server.close();
  await once(server, 'close');
  return port;
};
