/** A plain client with nothing of ours in it: what any program would see of the simulated fleet. */
import { Agent, request } from 'node:http';

export interface Seen {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const agent = new Agent({ keepAlive: false });

/** Rejects with the system's error code, or TIMEOUT, or CUT when the body ends early. */
export const fetchRaw = (
  url: string,
  options: {
    method?: string;
    body?: string;
    type?: string;
    accept?: string;
    timeoutMs?: number;
    largest?: number;
  } = {},
): Promise<Seen> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...(options.body === undefined ? {} : { 'content-type': options.type ?? 'application/json' }),
      ...(options.accept === undefined ? {} : { accept: options.accept }),
    };
    const outgoing = request(url, { agent, method: options.method ?? (options.body ? 'POST' : 'GET'), headers });
    const fail = (code: string): void => {
      clearTimeout(timer);
      reject(new Error(code));
      outgoing.destroy();
    };
    const timer = setTimeout(() => fail('TIMEOUT'), options.timeoutMs ?? 5_000);
    outgoing.on('error', (error) => fail('code' in error ? String(error.code) : error.message));
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > (options.largest ?? 10_000_000)) fail(`LARGER THAN ${options.largest}`);
      });
      response.on('error', () => fail('CUT'));
      response.on('end', () => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    outgoing.end(options.body);
  });

export const question = (method: string, params: readonly unknown[] = []): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

export const post = (url: string, method: string, params: readonly unknown[] = [], timeoutMs = 5_000): Promise<Seen> =>
  fetchRaw(url, { body: question(method, params), timeoutMs });

// JSON from outside the types: tests look into it field by field, and a wrong one fails them.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = any;

/** The whole JSON-RPC answer. */
export const rpc = async (url: string, method: string, params: readonly unknown[] = []): Promise<Json> =>
  JSON.parse((await post(url, method, params)).text);

export const result = async (url: string, method: string, params: readonly unknown[] = []): Promise<Json> =>
  (await rpc(url, method, params)).result;

export const latest = (url: string): Promise<Json> => result(url, 'eth_getBlockByNumber', ['latest', false]);

export const getJson = async (url: string): Promise<Json> => JSON.parse((await fetchRaw(url)).text);

/** Control API. */
export const control = (base: string, path: string, body: unknown): Promise<Seen> =>
  fetchRaw(`${base}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });

/** Asks until it holds; the wait of a test for something that takes real time. */
export const until = async (holds: () => Promise<boolean>, deadlineMs = 8_000): Promise<void> => {
  const end = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not come true within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
};
