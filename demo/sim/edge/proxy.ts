/** The load balancer's data path: a request goes to a node of the region's pool, and comes back with Cloudflare's marks. */
import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { cloudflarePage } from '../http/cloudflare.ts';
import type { Exchange } from '../http/endpoint.ts';
import { send } from '../http/misbehave.ts';

export interface ProxyOptions {
  readonly agent: Agent;
  /** URLs to try in this order, whole; only nodes of one pool, so that a refused connection moves on at once. */
  readonly choose: () => readonly string[];
  readonly headers: () => Readonly<Record<string, string>>;
}

/** Cloudflare gives an origin 100 s. */
const originDeadlineMs = 100_000;

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);

const passOn = (from: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>): void => {
  const { connection, 'keep-alive': keepAlive, ...rest } = from.headers;
  void connection;
  void keepAlive;
  response.writeHead(from.statusCode ?? 502, { ...rest, ...headers });
  from.on('error', () => response.destroy());
  from.on('aborted', () => response.destroy());
  from.pipe(response);
};

export const proxyTo = (options: ProxyOptions, exchange: Exchange): void => {
  const { request: incoming, response, body } = exchange;
  const headers = options.headers();

  const attempt = (urls: readonly string[], again: boolean): void => {
    const [url, ...others] = urls;
    if (url === undefined) {
      send(response, cloudflarePage(502, 'Bad gateway', headers));
      return;
    }
    const outgoing = request(url, {
      method: incoming.method ?? 'POST',
      agent: options.agent,
      timeout: originDeadlineMs,
      headers: {
        'content-type': incoming.headers['content-type'] ?? 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    let answered = false;
    response.once('close', () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    outgoing.on('timeout', () => {
      send(response, cloudflarePage(524, 'A timeout occurred', headers));
      outgoing.destroy();
    });
    outgoing.on('response', (from) => {
      answered = true;
      passOn(from, response, headers);
    });
    outgoing.on('error', (error) => {
      if (answered || response.headersSent) response.destroy();
      else if (response.destroyed) return;
      // A kept connection may have been closed under us: that is no answer of the node's.
      else if (again && outgoing.reusedSocket && codeOf(error) === 'ECONNRESET') attempt(urls, false);
      else if (codeOf(error) === 'ECONNREFUSED') attempt(others, true);
      else send(response, cloudflarePage(502, 'Bad gateway', headers));
    });
    outgoing.end(body);
  };
  attempt(options.choose(), true);
};
