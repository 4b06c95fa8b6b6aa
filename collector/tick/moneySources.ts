/** Whom the treasury's figures are asked of: our own nodes, and of those only ones whose word on final blocks is good. */
import type { NodeVerdict } from '../catalogue/labels.ts';
import type { Fleet } from '../config/fleet.ts';
import type { TreasurySource } from '../probe/treasury.ts';
import type { NodeRuntime } from './runtime.ts';

/** A node that is behind still knows what was final before; one that is alone or on another chain knows nothing. */
const believed: readonly NodeVerdict[] = ['ok', 'lagging', 'stalled'];

export const moneySources = ({ treasury }: Fleet, nodes: readonly NodeRuntime[]): readonly TreasurySource[] =>
  nodes
    .filter(({ node }) => node.chain === treasury?.chain && node.layer !== 'consensus')
    .filter(({ memory, failure }) => failure === undefined && believed.includes(memory.verdict))
    .map(({ node, asker, memory }) => ({ name: node.name, asker, well: memory.verdict === 'ok' }))
    .sort((a, b) => Number(b.well) - Number(a.well));
