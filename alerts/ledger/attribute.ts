/**
 * One cause for an interval, from what was said at the time. Pure. The first line that holds decides:
 *
 * 1. halted: the chain itself.
 * 2. unknown: our monitoring.
 * 3. at least half of it inside a window of this edge (announced in time or not): maintenance.
 * 4. what the collectors named longest, the central one first; `unattributed` is no name.
 * 5. every node of the pool was bad for most of what is known of it: our own nodes.
 * 6. references were asked and none answered: the network between.
 * 7. Cloudflare called a pool out for at least half of it, or reached no origin with some requests, while every node
 *    that is known was well: the edge.
 * 8. unattributed, which counts against us until a person knows better.
 *
 * Nobody but a person ever says `client`.
 */
import { type Cause, causes, type EdgeState } from '../../collector/catalogue/labels.ts';
import type { Evidence } from './model.ts';
import type { Range } from './month.ts';

export interface AttributeInput extends Range {
  readonly state: EdgeState;
  readonly evidence: Evidence;
  /** Windows of this edge and region, as they really were. */
  readonly windows: readonly Range[];
}

/** Seconds of a range that lie in any of the windows. */
const planned = ({ from, to, windows }: AttributeInput): number => {
  let seconds = 0;
  let end = from;
  for (const window of [...windows].sort((a, b) => a.from - b.from)) {
    seconds += Math.max(0, Math.min(window.to, to) - Math.max(window.from, end));
    end = Math.max(end, Math.min(window.to, to));
  }
  return seconds;
};

const named = ({ evidence }: AttributeInput): Cause | undefined =>
  causes
    .filter((cause) => cause !== 'unattributed' && (evidence.causes[cause] ?? 0) > 0)
    .sort((a, b) => (evidence.causes[b] ?? 0) - (evidence.causes[a] ?? 0))[0];

const fine: readonly string[] = ['ok', 'unknown'];

/** Nodes that nobody knows anything of are no evidence that the fault is elsewhere. */
const edgeAlone = ({ evidence: { nodes, cloudflare }, from, to }: AttributeInput): boolean => {
  const verdicts = Object.values(nodes).map(({ verdict }) => verdict);
  const well = verdicts.includes('ok') && verdicts.every((verdict) => fine.includes(verdict));
  return well && cloudflare !== undefined && (2 * cloudflare.poolOut >= to - from || cloudflare.unreachable > 0);
};

export const attribute = (input: AttributeInput): Cause => {
  const { state, evidence, from, to } = input;
  if (state === 'halted') return 'upstream_chain';
  if (state === 'unknown') return 'monitor';
  if (2 * planned(input) >= to - from) return 'maintenance';
  const said = named(input);
  if (said) return said;
  const verdicts = Object.values(evidence.nodes).map(({ verdict }) => verdict);
  if (verdicts.length > 0 && verdicts.every((verdict) => !fine.includes(verdict))) return 'own_node';
  if (evidence.references.asked > 0 && evidence.references.answered === 0) return 'network';
  if (edgeAlone(input)) return 'edge';
  return 'unattributed';
};
