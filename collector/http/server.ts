/** The private listener of the collector. It binds where fleet.yaml says, loopback unless told otherwise. */
import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type ErrorRequestHandler, type Response } from 'express';
import type { Lane } from '../catalogue/define.ts';
import type { RecordingRange } from '../record/tellRecording.ts';
import type { MetricRegistry } from '../registry/registry.ts';
import type { View } from '../view.ts';
import { createBoundedServer, privateLimits } from './boundedServer.ts';
import { recordingRoute } from './recording.ts';
import { browserCheck } from './refuseBrowsers.ts';

export interface ServerOptions {
  readonly listen: string;
  /** Further `host:port` by which fleet.yaml calls this listener. */
  readonly names?: readonly string[];
  readonly registry: MetricRegistry;
  readonly view: () => View;
  /** Lines of what was seen in a range. */
  readonly recording: (range: RecordingRange) => AsyncGenerator<string>;
  /** Undefined while the process is ready; otherwise why not. */
  readonly notReady: () => string | undefined;
  /** Replays the probes of one node; undefined when there is no such node. */
  readonly debugProbe: (node: string) => Promise<unknown> | undefined;
  readonly beforeScrape: () => void;
}

export const listenOn = (server: Server, address: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const at = address.lastIndexOf(':');
    // For good: a connection that cannot be accepted (no file handle left) is an error of the server too, and without
    // a listener it would end the process.
    server.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(`cannot listen on ${address} (${error.code ?? error.message}); set another address in fleet.yaml`),
      ),
    );
    server.listen(Number(address.slice(at + 1)), address.slice(0, at), () => resolve());
  });

export const startServer = async (options: ServerOptions): Promise<{ stop(): Promise<void> }> => {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  const { registry } = options;
  const check = browserCheck(options.listen, options.names);
  app.use((request, response, next) => {
    const why = check(request);
    if (why === undefined) next();
    else response.status(403).type('text/plain').send(`${why}\n`);
  });

  const tell = async (lane: Lane, response: Response): Promise<void> => {
    response.type(registry.contentType);
    // A scraper that goes away in the middle is no fault of ours.
    await pipeline(Readable.from(registry.pieces(lane)), response).catch(() => undefined);
  };
  app.get('/metrics/fast', (_request, response) => tell('fast', response));
  app.get('/metrics', (_request, response) => {
    options.beforeScrape();
    return tell('slow', response);
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
  app.get('/api/view', (_request, response) => {
    response.json(options.view());
  });
  app.get('/api/recording', recordingRoute(options.recording));
  // One at a time for each node: many at once would take the connections that the fast lane asks it by.
  const replays = new Map<string, Promise<unknown>>();
  const replayOf = (node: string): Promise<unknown> | undefined => {
    const replay = replays.get(node) ?? options.debugProbe(node);
    if (!replay || replays.has(node)) return replay;
    replays.set(node, replay);
    const over = (): boolean => replays.delete(node);
    replay.then(over, over);
    return replay;
  };
  app.get('/debug/probe', async (request, response) => {
    const { node } = request.query;
    const replay = typeof node === 'string' ? replayOf(node) : undefined;
    if (!replay) {
      response.status(404).json({ error: 'no such node; ask /debug/probe?node=NAME with a name of fleet.yaml' });
      return;
    }
    response.json(await replay);
  });
  app.use((_request, response) => {
    response
      .status(404)
      .type('text/plain')
      .send(
        'headwatch collector: /metrics/fast /metrics /api/view /api/recording /debug/probe?node=NAME /healthz /readyz\n',
      );
  });
  // Express itself would answer with a stack trace.
  const failed: ErrorRequestHandler = (_error, _request, response, _next) => {
    if (!response.headersSent) response.status(500).type('text/plain').send('failed; the fault is ours\n');
  };
  app.use(failed);

  const server = createBoundedServer(app, privateLimits);
  await listenOn(server, options.listen);
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
