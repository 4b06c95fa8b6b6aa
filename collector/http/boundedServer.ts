/**
 * Our listeners share their process with what must go on: ticks in the collector, webhooks and the store in the router.
 * A crowd, a slow reader or one who never ends a request must not take the file handles and the time of that.
 */
import { createServer, type RequestListener, type Server } from 'node:http';

export interface ServerLimits {
  readonly connections: number;
  /** Seconds from connecting to the last header, and to the last byte of a request. */
  readonly request: number;
  /** Seconds without a byte in either direction. */
  readonly idle: number;
}

/** A cache in front of the page needs a few connections; readers without one come and go within a second. */
export const publicLimits: ServerLimits = { connections: 500, request: 5, idle: 10 };
/** Our own processes and people with curl. Some answers take their time: a replay of probes, a run of the ledger. */
export const privateLimits: ServerLimits = { connections: 200, request: 10, idle: 60 };

export const createBoundedServer = (app: RequestListener, limits: ServerLimits): Server => {
  const request = limits.request * 1000;
  const server = createServer(
    {
      maxHeaderSize: 8 * 1024,
      headersTimeout: request,
      requestTimeout: request,
      connectionsCheckingInterval: Math.ceil(request / 5),
    },
    app,
  );
  server.maxConnections = limits.connections;
  server.setTimeout(limits.idle * 1000);
  return server;
};
