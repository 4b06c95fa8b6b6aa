/**
 * The public listener shares its process with the private one, so a crowd or a slow reader outside must not take the
 * file handles and the time that Alertmanager's webhooks and the store need.
 */
import { createServer, type RequestListener, type Server } from 'node:http';

export interface PublicLimits {
  readonly connections: number;
  /** Seconds from connecting to the last header, and to the last byte of a request. */
  readonly request: number;
  /** Seconds without a byte in either direction. */
  readonly idle: number;
}

/** A cache in front of the page needs a few connections; readers without one come and go within a second. */
export const publicLimits: PublicLimits = { connections: 500, request: 5, idle: 10 };

export const createPublicServer = (app: RequestListener, limits: PublicLimits = publicLimits): Server => {
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
