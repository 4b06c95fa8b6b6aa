/**
 * The sidecar's listener, on node's own server: a check every few milliseconds must cost next to nothing. The balancer
 * reaches it under a name of its own, so only `/metrics` asks who is calling.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBoundedServer, publicLimits } from '../http/boundedServer.ts';
import { browserCheck } from '../http/refuseBrowsers.ts';
import { listenOn } from '../http/server.ts';
import type { MetricRegistry } from '../registry/registry.ts';
import type { Desk } from './desk.ts';

export interface SidecarServerOptions {
  readonly listen: string;
  readonly desks: ReadonlyMap<string, Desk>;
  readonly registry: MetricRegistry;
  readonly notReady: () => string | undefined;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const text = (status: number, body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});
const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(value)}\n`,
});

/** What anyone may read of a decision. */
const checkAnswer = (desk: Desk): Answer => {
  const { serve, reason, detail, since } = desk.answer();
  desk.asked(serve);
  return json(serve ? 200 : 503, { node: desk.name, serve, reason, detail, since: Math.round(since) });
};

export const startSidecarServer = async ({ listen, desks, registry, notReady }: SidecarServerOptions) => {
  const callers = browserCheck(listen);

  const answerFor = async (request: IncomingMessage): Promise<Answer> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'GET or HEAD');
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const [, room, name = '', more] = path.split('/');
    if (room === 'lb') {
      const desk = desks.get(name);
      if (!desk) return text(404, 'no such node here');
      if (more === undefined) return checkAnswer(desk);
      return more === 'state' ? json(200, desk.state()) : text(404, 'no such path');
    }
    if (path === '/healthz') return text(200, 'ok');
    if (path === '/readyz') {
      const why = notReady();
      return why === undefined ? text(200, 'ready') : text(503, why);
    }
    if (path === '/metrics') {
      const why = callers({ method: request.method, headers: request.headers });
      if (why !== undefined) return text(403, why);
      return { status: 200, type: registry.contentType, body: await registry.render('sidecar') };
    }
    return text(404, 'headwatch sidecar: /lb/NODE /lb/NODE/state /metrics /healthz /readyz');
  };

  const send = (request: IncomingMessage, response: ServerResponse, { status, type, body }: Answer): void => {
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      // A cache between the balancer and us would answer for a node that has changed.
      'cache-control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  const server = createBoundedServer((request, response) => {
    answerFor(request)
      // A defect of ours is no evidence against the node.
      .catch(() => text(request.url?.startsWith('/lb/') ? 200 : 500, 'failed; the fault is ours'))
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  }, publicLimits);
  await listenOn(server, listen);
  return {
    /** Where it listens, also when the port was left to the system. */
    address: (): string => {
      const bound = server.address();
      return typeof bound === 'object' && bound ? `${listen.slice(0, listen.lastIndexOf(':'))}:${bound.port}` : listen;
    },
    stop: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
