/**
 * Stand-ins for Discord, PagerDuty, the dead man's URL and Cloudflare's API in one process, with a page that shows what
 * the former three got.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type CloudflareHandler, createCloudflare } from './cloudflare/serve.ts';
import { handleControl } from './control.ts';
import { routerIdOf } from './deadman.ts';
import { renderPage } from './page/page.ts';
import { handleSink, send, sinkOf } from './sinkRequest.ts';
import type { Standins, StandinsOptions } from './types.ts';
import { createWorld, type World } from './world.ts';

export type { Entry, Mode, Sink, Standins, StandinsOptions } from './types.ts';
export type { StandinsState } from './world.ts';

const handle = async (
  { world, cloudflare }: { readonly world: World; readonly cloudflare: CloudflareHandler },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://standins')) return send(response, { status: 400, body: 'bad request target' });
  const url = new URL(target, 'http://standins');
  if (await cloudflare.handle(request, response, url)) return;
  const sink = sinkOf(url.pathname);
  if (sink) return handleSink(world, sink, request, response, url);
  if (url.pathname.startsWith('/standins/')) return handleControl(world, request, response, url);
  if (url.pathname === '/healthz') return send(response, { status: 200, body: 'ok' });
  if (url.pathname !== '/' || !['GET', 'HEAD'].includes(request.method ?? ''))
    return send(response, { status: 404, body: 'not found' });
  const page = renderPage(world.state(), world.log.entries());
  send(response, { status: 200, headers: page.headers, body: page.html });
};

/**
 * Starts the stand-ins; they listen when the promise resolves.
 * @throws when the port is taken or an option has the wrong shape
 */
export const startStandins = async (options: StandinsOptions = {}): Promise<Standins> => {
  const webhookId =
    options.webhookId ??
    `1${randomInt(0, 2 ** 47)
      .toString()
      .padStart(17, '0')}`;
  const webhookToken = options.webhookToken ?? randomBytes(51).toString('base64url');
  // Three parts with dots, like Discord's own.
  const part = (bytes: number): string => randomBytes(bytes).toString('base64url');
  const botToken = options.botToken ?? `${part(18)}.${part(4)}.${part(28)}`;
  const routingKey = options.routingKey ?? randomBytes(16).toString('hex');
  const deadmanId = options.deadmanId ?? randomUUID();
  const cloudflareToken = options.cloudflareToken ?? part(30);
  if (!/^\d{17,19}$/.test(webhookId)) throw new Error('webhookId: expected 17 to 19 digits');
  if (!/^[\w-]+$/.test(webhookToken)) throw new Error('webhookToken: expected letters, digits, _ and -');
  if (!/^[\w.-]+$/.test(botToken)) throw new Error('botToken: expected letters, digits, _, - and dots');
  if (!/^[0-9a-z]{32}$/i.test(routingKey)) throw new Error('routingKey: expected 32 letters and digits');
  if (!/^[\w-]+$/.test(deadmanId)) throw new Error('deadmanId: expected letters, digits, _ and -');

  const world = createWorld({
    ...{ webhookId, webhookToken, botToken, routingKey, deadmanId },
    now: options.now ?? Date.now,
  });
  // Real analytics are minutes late; nobody watches a demo for that long.
  const cloudflare = createCloudflare({
    ...{ token: cloudflareToken, now: options.now ?? Date.now, parts: 6 },
    troubles: { lag: 5, jitter: 30 },
  });
  const server = createServer((request, response) => {
    handle({ world, cloudflare }, request, response).catch(() => {
      // The client left in the middle of its request: there is nobody to answer.
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (request.url?.startsWith('/gateway')) world.discord.gateway.upgrade(request, socket, head);
    else socket.destroy();
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : (options.port ?? 0);
  const base = options.baseUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const api = `${base}/api`;
  world.discord.at(base);
  const { channelId, guildId, applicationId } = world.discord.place;
  const { membersPlace } = world.discord;

  return {
    url: `${base}/`,
    discord: {
      ...{ api, webhookUrl: `${api}/webhooks/${webhookId}/${webhookToken}`, webhookId, webhookToken },
      membersUrl: `${api}/webhooks/${membersPlace.webhookId}/${membersPlace.webhookToken}`,
      ...{ botToken, channelId, guildId, applicationId },
    },
    pagerduty: { url: `${base}/v2/enqueue`, changeUrl: `${base}/v2/change/enqueue`, routingKey },
    deadman: { url: `${base}/deadman/${deadmanId}`, routerUrl: `${base}/deadman/${routerIdOf(deadmanId)}` },
    cloudflare: { api: `${base}/client/v4`, token: cloudflareToken, control: `${base}/standins/cloudflare` },
    log: () => world.log.entries(),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      world.discord.gateway.forget();
      cloudflare.stop();
      server.closeAllConnections();
      await closed;
    },
  };
};
