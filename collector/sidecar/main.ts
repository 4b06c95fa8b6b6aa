/** The sidecar process: the load balancer's check of the nodes on this host. It needs nobody: without the others, 200. */
import type { Fleet } from '../config/fleet.ts';
import { type Log, silentLog } from '../log.ts';
import type { NodeKind } from '../probe/api.ts';
import { createRegistry } from '../registry/registry.ts';
import { createDesk } from './desk.ts';
import { startSidecarServer } from './server.ts';
import { createWishes } from './wishes.ts';

export interface SidecarOptions {
  readonly fleet: Fleet;
  /** Names of nodes of the fleet. */
  readonly nodes: readonly string[];
  /** Instead of `sidecar.listen`. */
  readonly listen?: string;
  readonly kinds: Readonly<Record<string, NodeKind>>;
  readonly log?: Log;
}

export interface Sidecar {
  /** `host:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** @throws Error when a node is not of the fleet, or the listener cannot bind */
export const startSidecar = async ({
  fleet,
  nodes,
  listen,
  kinds,
  log = silentLog,
}: SidecarOptions): Promise<Sidecar> => {
  const registry = createRegistry(['sidecar']);
  const chosen = nodes.map((name) => {
    const node = fleet.nodes.find((each) => each.name === name);
    const kind = node && kinds[node.kind];
    if (!node || !kind)
      throw new Error(`no node ${name} in fleet.yaml; there are ${fleet.nodes.map((each) => each.name).join(', ')}`);
    return { node, kind };
  });
  // Windows of the others too: who is about to be worked on covers for nobody.
  const wishes = createWishes(fleet, nodes);
  const desks = chosen.map((each) => createDesk({ ...each, fleet, wishes, recorder: registry, log }));
  const release = async (): Promise<void> => {
    await Promise.all([wishes.stop(), ...desks.map((desk) => desk.stop())]);
  };
  const where = listen ?? fleet.sidecar?.listen ?? '127.0.0.1:9763';
  const server = await startSidecarServer({
    listen: where,
    desks: new Map(desks.map((desk) => [desk.name, desk])),
    registry,
    notReady: () => (desks.every((desk) => desk.ready()) ? undefined : 'a node has not been asked yet'),
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const second = (): void => {
    for (const desk of desks) {
      desk.second().catch((error: unknown) => {
        // A defect of ours must not end the process: a check that does not answer drains the node.
        log.error({ node: desk.name, error: error instanceof Error ? error.name : 'unknown' }, 'check failed');
      });
    }
  };
  second();
  const timer = setInterval(second, 1000);
  log.info({ nodes, listen: server.address() }, 'sidecar is up');
  return {
    address: server.address(),
    stop: async () => {
      clearInterval(timer);
      await server.stop();
      await release();
    },
  };
};
