/** Loopback ports that stay ours while they are closed: a refused port must reopen where it was. */
import type { Server } from 'node:http';

/** Below Linux's ephemeral range, so that nobody's outgoing connection takes a port while it is closed. */
const lowest = 20_000;
const highest = 32_000;
const tries = 200;

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      server.removeListener('listening', done);
      reject(error);
    };
    const done = (): void => {
      server.removeListener('error', failed);
      resolve();
    };
    server.once('error', failed);
    server.once('listening', done);
    server.listen(port, '127.0.0.1');
  });

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

/** Opens the server on some free port and returns it. Not seeded: two simulations must not want the same ports. */
export const openAnywhere = async (server: Server): Promise<number> => {
  for (let attempt = 0; attempt < tries; attempt++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    try {
      await listen(server, port);
      return port;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new Error(`no free port between ${lowest} and ${highest} on 127.0.0.1`);
};

/** Opens the server on its old port again. */
export const reopen = async (server: Server, port: number): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await listen(server, port);
    } catch (error) {
      if (!isTaken(error) || attempt >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};
