import { createServer, type Server } from 'node:net';

/**
 * Below the range that the kernel gives to outgoing connections (32768 on Linux), and below the simulated fleet's
 * (20000): nothing of those can take a port of ours before its process has bound it, or while that is down.
 */
const lowest = 10_000;
const highest = 19_999;

/** Ports given to stacks of this process, which may not have bound them yet. */
const given = new Set<number>();

const bind = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

export const portIsFree = async (port: number): Promise<boolean> => {
  const server = await bind(port);
  if (server) await close(server);
  return server !== undefined;
};

/** `count` different ports on loopback that nothing listened on just now. */
export const freePorts = async (count: number): Promise<number[]> => {
  const held = new Map<number, Server>();
  for (let tries = 0; held.size < count; tries += 1) {
    if (tries > count + 1000) throw new Error(`no ${count} free ports between ${lowest} and ${highest} on 127.0.0.1`);
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    const server = given.has(port) ? undefined : await bind(port);
    if (!server) continue;
    given.add(port);
    held.set(port, server);
  }
  await Promise.all([...held.values()].map(close));
  return [...held.keys()];
};
