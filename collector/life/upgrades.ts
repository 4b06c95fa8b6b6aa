/** Which node must be upgraded by when, from what nodes of its chain and fleet.yaml tell. Central collector only. */
import type { LabelsOf } from '../catalogue/define.ts';
import { metrics } from '../catalogue/index.ts';
import type { UpgradeSource } from '../catalogue/labels.ts';
import type { Fleet, FleetUpgrade } from '../config/fleet.ts';
import type { PlannedUpgrade } from '../probe/api.ts';
import { type Recorder, setOneHot } from '../registry/registry.ts';
import type { NodeRuntime } from '../tick/runtime.ts';
import { judgeUpgrade, type UpgradeVerdict } from './upgrade.ts';

type Node = Pick<NodeRuntime, 'node' | 'labels' | 'hints'>;

export interface NodeUpgrade extends UpgradeVerdict {
  readonly source: UpgradeSource;
  readonly upgrade: string;
  /** Unix seconds. */
  readonly deadline: number;
}

/** Forks of both layers that begin within so many seconds of each other are one. */
const sameFork = 60;

/** `nitro/v3.10.0-0000000`: what the node calls itself, and its version. */
const softwareOf = ({ hints }: Node): { readonly client: string; readonly version: string } | undefined => {
  const [client, version] = hints.clientVersion?.split('/') ?? [];
  return client === undefined || version === undefined ? undefined : { client: client.toLowerCase(), version };
};

const isFork = ({ source }: PlannedUpgrade): boolean => source === 'eth_config' || source === 'beacon_spec';

/**
 * Of its chain another node speaks only after it has answered for it: one of another chain or fork has other plans. One
 * that is merely away or behind keeps its word: what it is configured for has not changed, and it may be the one that is
 * being upgraded.
 */
const isHeard = ({ hints }: Node): boolean => hints.doubted === false;

/** What nodes of its chain know to come, each once; a fork that its own layer knows is not told by the other too. */
const heardOf = (one: Node, nodes: readonly Node[]): readonly PlannedUpgrade[] => {
  if (nodes.every(({ hints }) => !hints.upgrades?.length)) return [];
  const beside = nodes.filter((other) => other === one || (other.node.chain === one.node.chain && isHeard(other)));
  const sameLayer = (other: Node): boolean => other.node.layer === one.node.layer;
  // Only a node itself says which software it wants.
  const said = (other: Node): readonly PlannedUpgrade[] =>
    (other.hints.upgrades ?? []).filter(({ source }) => other === one || source !== 'nitro');
  const own = beside.filter(sameLayer).flatMap(said);
  const across = beside
    .filter((other) => !sameLayer(other))
    .flatMap(said)
    .filter((plan) => isFork(plan) && !own.some(({ at }) => Math.abs(at - plan.at) < sameFork));
  const byName = new Map([...own, ...across].map((plan) => [`${plan.source} ${plan.upgrade} ${plan.at}`, plan]));
  return [...byName.values()];
};

/** Whether its own configuration holds a fork; of one that only the other layer tells, "no" would be a guess. */
const preparedFor = ({ node, hints }: Node, plan: PlannedUpgrade): boolean | undefined => {
  const { forksUntil } = hints;
  if (!isFork(plan) || forksUntil === undefined) return undefined;
  const ownLayer = (plan.source === 'beacon_spec') === (node.layer === 'consensus');
  if (forksUntil >= plan.at - sameFork) return true;
  return ownLayer ? false : undefined;
};

/** A node that has not said what it is may be one of them: then whether it must be upgraded is unknown. */
const concerns = ({ chain, client }: FleetUpgrade, one: Node): boolean => {
  if (chain !== undefined && chain !== one.node.chain) return false;
  const known = softwareOf(one)?.client ?? (one.node.kind === 'arbitrum-nitro' ? 'nitro' : undefined);
  return client === undefined || known === undefined || known === client;
};

export const upgradesOf = (
  one: Node,
  nodes: readonly Node[],
  asked: readonly FleetUpgrade[],
  now: number,
): readonly NodeUpgrade[] => {
  const version = softwareOf(one)?.version;
  const own = asked.filter((entry) => concerns(entry, one));
  const planned = heardOf(one, nodes).map((plan): NodeUpgrade => {
    const { source, upgrade, at: deadline, arbos } = plan;
    const required = plan.version ?? own.find((entry) => arbos !== undefined && entry.arbos === arbos)?.version;
    const prepared = preparedFor(one, plan);
    return { source, upgrade, deadline, ...judgeUpgrade({ now, deadline, version, required, prepared }) };
  });
  const entered = own.flatMap(({ chain, client, version: required, before }): NodeUpgrade[] => {
    if (before === undefined) return [];
    const about = { source: 'fleet', upgrade: `${client ?? chain}-${required}`, deadline: before } as const;
    return [{ ...about, ...judgeUpgrade({ now, deadline: before, version, required, prepared: undefined }) }];
  });
  return [...planned, ...entered];
};

type Labels = LabelsOf<typeof metrics.upgradeDeadline>;

export const watchUpgrades = (fleet: Pick<Fleet, 'upgrades'>, nodes: readonly Node[], recorder: Recorder) => {
  let shown = new Map<string, Labels>();
  const besides = new Map<string, Node[]>();
  for (const one of nodes) besides.set(one.node.chain, [...(besides.get(one.node.chain) ?? []), one]);
  return {
    /** @param now Unix seconds */
    look: (now: number): void => {
      const told = new Map<string, Labels>();
      for (const one of nodes) {
        for (const { source, upgrade, deadline, needed } of upgradesOf(
          one,
          besides.get(one.node.chain) ?? [],
          fleet.upgrades ?? [],
          now,
        )) {
          const labels = { ...one.labels, source, upgrade };
          told.set(JSON.stringify(labels), labels);
          recorder.set(metrics.upgradeDeadline, labels, deadline);
          setOneHot(recorder, metrics.upgradeNeeded, labels, 'needed', needed);
        }
      }
      for (const [key, labels] of shown) {
        if (told.has(key)) continue;
        recorder.clear(metrics.upgradeDeadline, labels);
        for (const needed of metrics.upgradeNeeded.labels.needed)
          recorder.clear(metrics.upgradeNeeded, { ...labels, needed });
      }
      shown = told;
    },
  };
};
