/** A listener that is up: where it is, and how it ends. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const addressOf = (server: Server): string => {
  // A TCP listener always has an AddressInfo.
  const { address, port } = server.address() as AddressInfo;
  return `http://${address}:${port}`;
};

export const closeListener = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Answers under way get a moment; a reader that does not read does not hold us up.
    setTimeout(() => server.closeAllConnections(), 2000).unref();
  });
