import { createServer, type Server } from 'node:net';

/** Below the range that the kernel gives to outgoing connections (32768 on Linux): none of those can take a port of
 * ours while its process is down and about to come back. */
const lowest = 18_000;
const highest = 31_999;

const bind = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** `count` different ports on loopback that nothing listened on just now. */
export const freePorts = async (count: number): Promise<number[]> => {
  const held = new Map<number, Server>();
  for (let tries = 0; held.size < count; tries += 1) {
    if (tries > count + 1000) throw new Error(`no ${count} free ports between ${lowest} and ${highest} on 127.0.0.1`);
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    const server = held.has(port) ? undefined : await bind(port);
    if (server) held.set(port, server);
  }
  await Promise.all([...held.values()].map(close));
  return [...held.keys()];
};
