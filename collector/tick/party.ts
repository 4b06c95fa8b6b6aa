/** The targets of one chain by role, and which of them count as a source of its head at a given time. */
import { limits } from '../policy/ladder.ts';
import type { Observation } from '../rpc/observation.ts';
import type { Source } from '../verdict/corroborate.ts';
import { findFork } from '../verdict/fork.ts';
import type { HeadView } from '../view.ts';
import type { EdgeRuntime, NodeRuntime, ReferenceRuntime, TargetRuntime } from './runtime.ts';

/** A reference's last answer counts as a lower bound for this many seconds. */
export const referenceLives = 3 * limits.referenceEvery;
/** A node's answer is of this tick or of none. Seconds. */
const nodeLives = 1;

export interface Party {
  readonly targets: readonly TargetRuntime[];
  readonly nodes: readonly NodeRuntime[];
  readonly edges: readonly EdgeRuntime[];
  readonly references: readonly ReferenceRuntime[];
  /** Consensus nodes count slots, not blocks; where blocks are known, time alone relates the two. */
  readonly sameNumbering: (target: TargetRuntime) => boolean;
  /** Name of a target → the group that it is corroborated with. */
  readonly groupOf: (name: string) => string;
}

export const createParty = (targets: readonly TargetRuntime[], groupOf: Party['groupOf']): Party => {
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  const edges = targets.filter((target): target is EdgeRuntime => target.role === 'edge');
  const references = targets.filter((target): target is ReferenceRuntime => target.role === 'reference');
  const execution = nodes.some(({ node }) => node.layer === 'execution') || references.length > 0 || edges.length > 0;
  const sameNumbering = (target: TargetRuntime): boolean =>
    !(execution && target.role === 'node' && target.node.layer === 'consensus');
  return { targets, nodes, edges, references, sameNumbering, groupOf };
};

const lives = (target: TargetRuntime, at: number): boolean =>
  Math.abs(at - target.headAt) < (target.role === 'reference' ? referenceLives : nodeLives);

/** Right-chain heads that may corroborate each other at a time. */
export const sourcesAt = ({ nodes, references, sameNumbering, groupOf }: Party, at: number): Source[] =>
  [...nodes, ...references]
    .filter((target) => sameNumbering(target) && target.failure === undefined && lives(target, at))
    .filter((target) => target.role !== 'node' || target.memory.verdict !== 'diverged')
    .flatMap((target) =>
      target.head
        ? [
            {
              group: groupOf(target.labels.target),
              head: target.head,
              age: Math.max(0, at - target.headAt),
              roundTrip: target.headRoundTrip,
              advancingFor: at - target.advancingSince,
            },
          ]
        : [],
    );

export const liveReferences = ({ references }: Party, at: number): number =>
  references.filter((reference) => reference.failure === undefined && lives(reference, at)).length;

/** Whether some node gave an answer in this tick whose head is younger than so many seconds. */
export const someNodeGoesOn = ({ nodes }: Party, at: number, younger: number): boolean =>
  nodes.some(
    (node) =>
      node.failure === undefined &&
      node.head !== undefined &&
      node.memory.verdict !== 'diverged' &&
      lives(node, at) &&
      at - node.head.timestamp < younger,
  );

/** Notes who stands alone. Only heads of one tick are compared: an older one may be from before a reorganisation. */
export const markForks = (
  { nodes, sameNumbering, groupOf }: Party,
  answers: readonly (readonly [TargetRuntime, Observation<HeadView>])[],
  at: number,
): void => {
  // A slot may have the number of a block; their roots and hashes have nothing to do with each other.
  for (const blocks of [true, false]) {
    const voices = answers.flatMap(([target, seen]) => {
      const name = target.labels.target;
      const heard = seen.ok && target.role !== 'edge' && sameNumbering(target) === blocks;
      return heard ? [{ name, group: groupOf(name), ...seen.value }] : [];
    });
    const { alone, confirmed } = findFork(voices);
    for (const node of nodes) {
      if (confirmed.has(node.labels.target)) {
        // Who shares a hash shares all blocks before it.
        node.aloneSince = undefined;
        node.settledAloneSince = undefined;
      } else if (alone.has(node.labels.target)) node.aloneSince ??= at;
    }
  }
};
