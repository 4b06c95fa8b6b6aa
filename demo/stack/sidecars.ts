/** Sidecars of a stack: one beside each Arbitrum node, whose checks the simulated balancer asks. */
import type { MonitorName } from '../../collector/policy/balancer.ts';
import { simEdges } from '../sim/layout.ts';
import type { SimOptions } from '../sim/types.ts';
import { freePorts } from './ports.ts';
import type { Processes } from './processes.ts';
import { headwatch, loopbackUrl } from './programs.ts';

/** Node → base URL of its sidecar. */
export type SidecarPlaces = Readonly<Record<string, string>>;

/** Empty unless the balancer is to ask sidecars. */
export const sidecarPlaces = async (monitor: MonitorName | undefined): Promise<SidecarPlaces> => {
  if (monitor === undefined) return {};
  const nodes = Object.values(simEdges.arb.regions).flat();
  const ports = await freePorts(nodes.length);
  return Object.fromEntries(nodes.map((node, index) => [node, loopbackUrl(ports[index] ?? 0)]));
};

/** What the simulator is told of its balancer; nothing where that keeps its own check. */
export const monitored = (monitor: MonitorName | undefined, places: SidecarPlaces): Pick<SimOptions, 'monitor'> => {
  if (monitor === undefined) return {};
  const checks = Object.fromEntries(Object.entries(places).map(([node, url]) => [node, `${url}/lb/${node}`]));
  return { monitor: { settings: monitor, checks } };
};

export const startSidecars = async (
  places: SidecarPlaces,
  processes: Pick<Processes, 'start'>,
  env: NodeJS.ProcessEnv,
): Promise<void> => {
  await Promise.all(
    Object.entries(places).map(([node, url]) => {
      const listen = new URL(url).host;
      return processes.start(
        headwatch(`sidecar-${node}`, ['sidecar', '--node', node, '--listen', listen], env, `${url}/readyz`),
      );
    }),
  );
};
