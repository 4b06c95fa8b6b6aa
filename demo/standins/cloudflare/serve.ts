/**
 * The simulated Cloudflare over HTTP: its API below `/client/v4`, its switches below `/standins/cloudflare`, and what the
 * cloudflared of a tunnel says of itself at `/metrics`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from '../readBody.ts';
import type { Answer } from '../types.ts';
import { answerRequest } from './answer.ts';
import { createControl } from './control.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

const api = '/client/v4';
const switches = '/standins/cloudflare/';
const largest = 1_000_000;
/** A cloudflared's own page, as it is where all is well: four connections. */
const tunnelPage = `# HELP cloudflared_tunnel_ha_connections Number of active ha connections
# TYPE cloudflared_tunnel_ha_connections gauge
cloudflared_tunnel_ha_connections 4
# HELP cloudflared_tunnel_request_errors Count of error proxying to origin
# TYPE cloudflared_tunnel_request_errors counter
cloudflared_tunnel_request_errors 0
`;

const send = (response: ServerResponse, now: number, { status, headers, body }: Answer): void => {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  // Its clock is the one that is injected.
  response
    .writeHead(status, { 'Content-Type': 'application/json', Date: new Date(now).toUTCString(), ...headers })
    .end(text);
};

export interface CloudflareHandler {
  readonly world: World;
  /** False when the path is not Cloudflare's. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>;
  stop(): void;
}

export const createCloudflare = (options: WorldOptions): CloudflareHandler => {
  const world = createWorld(options);
  const control = createControl(world);
  return {
    world,
    async handle(request, response, url) {
      const { pathname } = url;
      if (pathname === '/metrics') {
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(tunnelPage);
        return true;
      }
      const isApi = pathname.startsWith(`${api}/`);
      if (!isApi && !pathname.startsWith(switches)) return false;
      const method = request.method ?? 'GET';
      const body = (await readBody(request, largest))?.toString('utf8') ?? '';
      if (!isApi) {
        send(response, world.now(), control.answer(method, pathname.slice(switches.length), url.searchParams, body));
        return true;
      }
      const path = `${pathname.slice(api.length)}${url.search}`;
      const told = await answerRequest(world, { method, path, authorization: request.headers.authorization, body });
      if (told === 'reset') request.socket.resetAndDestroy();
      else if (told !== 'hang') send(response, world.now(), told);
      return true;
    },
    stop: control.stop,
  };
};

export interface ServedCloudflare {
  readonly world: World;
  /** Base URL for `cloudflare.api` of fleet.yaml. */
  readonly api: string;
  /** Base URL of its switches. */
  readonly control: string;
  stop(): Promise<void>;
}

/** It alone on a free port of loopback, for tests. */
export const serveCloudflare = async (options: WorldOptions): Promise<ServedCloudflare> => {
  const cloudflare = createCloudflare(options);
  const server = createServer((request, response) => {
    cloudflare
      .handle(request, response, new URL(request.url ?? '/', 'http://standin'))
      .then((mine) => {
        if (!mine) response.writeHead(404).end();
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    world: cloudflare.world,
    api: `${base}${api}`,
    control: `${base}${switches.slice(0, -1)}`,
    async stop() {
      cloudflare.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};
