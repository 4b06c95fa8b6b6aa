/** An API on loopback, by path; what it answers is changed as a test goes on. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '../../../../../collector/config/secret.ts';
import { createApiPool } from '../../../../../collector/rpc/apiPool.ts';
import { type CloudflareClient, createClient } from '../../../../../exporters/cloudflare/client.ts';

export type Reply =
  | { readonly result: unknown; readonly info?: object }
  | { readonly status: number; readonly errors?: readonly object[]; readonly html?: string };

export interface Api {
  /** Path without its query → what is answered; a path that is not there is a 404. */
  readonly replies: Map<string, Reply | ((query: URLSearchParams) => Reply)>;
  /** Paths with their queries, as they came. */
  readonly asked: string[];
  readonly client: CloudflareClient;
  readonly stop: () => Promise<void>;
}

export const plantedToken = 'planted-cloudflare-token';

export const startApi = async (now: () => number = Date.now): Promise<Api> => {
  const replies: Api['replies'] = new Map();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://api');
    asked.push(url.pathname + url.search);
    const found = replies.get(url.pathname);
    const reply = (typeof found === 'function' ? found(url.searchParams) : found) ?? {
      status: 404,
      errors: [{ code: 7003, message: 'Could not route' }],
    };
    if ('result' in reply) {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ success: true, errors: [], messages: [], result: reply.result, result_info: reply.info }),
      );
      return;
    }
    response.statusCode = reply.status;
    response.setHeader('content-type', reply.html ? 'text/html' : 'application/json');
    response.end(reply.html ?? JSON.stringify({ success: false, errors: reply.errors ?? [], result: null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const pool = createApiPool(`http://127.0.0.1:${port}`, new Secret(plantedToken));
  const client = createClient({ ask: pool.ask, clock: { wall: now, mono: () => performance.now() } });
  return {
    replies,
    asked,
    client: { ...client, now },
    stop: async () => {
      await pool.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
