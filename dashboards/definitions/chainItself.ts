/** A chain itself, whoever runs nodes of it: does it make blocks, who says so, what does it cost. "Not us". */
import { metrics } from '../../collector/catalogue/index.ts';
import { sel, window } from '../../collector/catalogue/promql.ts';
import type { FleetNode } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { Drill, GraphPanel, Query, TablePanel, TimelinePanel } from '../kit/model.ts';
import { chainTitle } from '../kit/names.ts';
import { fresh, plainText, tagged, union } from '../kit/queries.ts';
import { answerScale, chainScale, limit, noLimit, stateThresholds, unknownText } from '../kit/states.ts';
import { type Context, chainCode } from './context.ts';
import { nodeLines, type Scope } from './scope.ts';
import { byRungs } from './thresholds.ts';

const base = { width: 8, height: 8, noValue: unknownText } as const;

const perChain = (chains: readonly string[], expr: (chain: string) => string, legend = ''): readonly Query[] =>
  chains.map((chain) => ({ expr: expr(chain), legend: `${chainTitle(chain)} ${legend}`.trim() }));

/** The sequencer on Arbitrum, the proposers on Ethereum: whoever makes blocks. */
export const chainState = (context: Context, chains: readonly string[], drill: Drill): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'chain state',
  title: 'The chain: does it make blocks?',
  about: {
    shows: 'Whether the chain makes blocks at all, told by our nodes and by endpoints that we do not run.',
    healthy: '✔ LIVE throughout.',
    act: '■ HALTED: it is not us; wait for the chain, restart nothing. ? UNVERIFIABLE: too few independent sources.',
  },
  unit: 'none',
  step: '1s',
  thresholds: stateThresholds,
  states: chainScale,
  queries: perChain(chains, (chain) => chainCode(context.fleet, chain)),
  drill,
});

export const headAge = (context: Context, chains: readonly string[], title: string, drill: Drill): GraphPanel => {
  const busy = chains.filter((chain) => context.fleet.chains[chain]?.quiet === false);
  return {
    ...base,
    kind: 'graph',
    key: 'chain head age',
    title,
    about: {
      shows: 'Age of the corroborated head: the newest block that two independent sources have reached.',
      healthy: 'Flat and short; a block comes every quarter of a second on Arbitrum One, every 12 s on Ethereum.',
      act: 'A straight climb: nobody makes blocks. Compare with the sources beside it, and restart nothing.',
    },
    unit: 's',
    decimals: 1,
    step: '1s',
    thresholds: busy.length === chains.length ? byRungs(context.fleet, chains, 'halted') : noLimit,
    queries: perChain(
      chains,
      (chain) => `time() - max(${sel(metrics.chainHeadTimestamp, { chain, vantage: context.fleet.vantage })})`,
    ),
    drill,
  };
};

export const blockRate = (context: Context, chains: readonly string[], drill: Drill): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'chain pace',
  title: 'Blocks a second',
  about: {
    shows: 'How fast the corroborated head goes on, over the last minute; slots for consensus nodes are not in it.',
    healthy: 'Steady: about 4 on Arbitrum One, 0.08 on Ethereum.',
    act: 'Zero is a halt. Slower than usual with every source agreeing: the chain itself.',
  },
  unit: 'none',
  decimals: 2,
  step: '1s',
  thresholds: noLimit,
  queries: perChain(
    chains,
    (chain) =>
      `clamp_min(max(deriv(${sel(metrics.chainHeadNumber, { chain, vantage: context.fleet.vantage })}${window(60)})), 0)`,
  ),
  drill,
});

/** A reference's name is an operator's word. */
export const references = (context: Context, chains: readonly string[], drill: Drill): TablePanel => {
  const { fleet, profile } = context;
  const rows = fleet.references
    .filter(({ chain }) => chains.includes(chain))
    .map(
      (reference, index) =>
        ({
          match: { target: reference.name, role: 'reference', chain: reference.chain },
          reference: profile === 'operator' ? reference.name : `Reference ${index + 1}`,
          chain: chainTitle(reference.chain),
        }) as const,
    );
  const labels = (row: (typeof rows)[number]): Record<string, string> => ({
    reference: row.reference,
    ...(chains.length > 1 ? { chain: row.chain } : {}),
  });
  const column = (expr: (match: (typeof rows)[number]['match']) => string): string =>
    union(rows.map((row) => tagged(expr(row.match), labels(row))));
  return {
    ...base,
    kind: 'table',
    key: 'references',
    title: 'References: what others say',
    about: {
      shows: `Endpoints that we do not run, asked every ${limits.referenceEvery} s, only to compare: do they answer, and how far behind the chain's head is their last answer.`,
      healthy: 'At least two that answer and are close to the head.',
      act: 'Fewer than two: a halt cannot be told from a fault of ours. Name another one in fleet.yaml.',
    },
    unit: 'none',
    noValue: '?',
    thresholds: stateThresholds,
    by: { reference: 'Reference', ...(chains.length > 1 ? { chain: 'Chain' } : {}) },
    drill,
    columns: [
      {
        title: 'Answers',
        unit: 'none',
        states: answerScale,
        expr: column((match) => `max(${fresh(metrics.headSuccess, match)})`),
      },
      {
        title: 'Behind',
        unit: 's',
        decimals: 1,
        thresholds: byRungs(fleet, chains, 'lagging', 'stale'),
        // A lag is judged of our own only.
        expr: column(
          ({ chain, ...match }) =>
            `clamp_min(max(${fresh(metrics.chainHeadTimestamp, { chain })}) - max(${fresh(metrics.headTimestamp, match)}), 0)`,
        ),
      },
    ],
  };
};

export const sources = (context: Context, chains: readonly string[], drill: Drill): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'chain sources',
  title: 'Independent sources of the head',
  about: {
    shows: 'Nodes and references that answered in the last tick; a pair of execution and consensus node counts as one.',
    healthy: 'Three and more.',
    act: 'Two: one lie more and the head cannot be told. One or none: the verdicts are worth little.',
  },
  unit: 'none',
  decimals: 0,
  step: '1s',
  thresholds: noLimit,
  queries: perChain(chains, (chain) => `max(${sel(metrics.chainSources, { chain, vantage: context.fleet.vantage })})`),
  drill,
});

export const baseFee = (scope: Scope, blobs: boolean, drill: Drill): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'base fee',
  title: blobs ? 'Base fees of gas and blobs, gwei' : 'Base fee, gwei',
  about: {
    shows: `Base fee of gas${blobs ? ' and of blobs' : ''} by the newest header of each node, in gwei.`,
    healthy: blobs
      ? 'The same on all nodes; it moves by an eighth a block at most. Which height is usual changes over months.'
      : 'The same on all nodes. On Arbitrum One near its floor, about 0.01 to 0.02, while the chain is not crowded.',
    act: blobs
      ? 'High blob fees: batches of Arbitrum come later and cost more. Nothing to mend here.'
      : 'High: the chain is crowded for everyone. A client with a fixed limit on fees may stop; nothing to mend here.',
  },
  unit: 'none',
  decimals: 3,
  step: '15s',
  thresholds: noLimit,
  queries: [
    ...nodeLines(scope, metrics.baseFee, { around: (expr) => `${expr} / 1e9`, legend: blobs ? 'gas' : '' }),
    ...(blobs ? nodeLines(scope, metrics.blobBaseFee, { around: (expr) => `${expr} / 1e9`, legend: 'blobs' }) : []),
  ],
  drill,
});

/**
 * How old what is final is.
 * @param nodes of the chain whose word it is: the parent chain where it is watched, else the rollup's own nodes
 */
export const finality = (nodes: readonly FleetNode[], scope: Scope, drill: Drill): GraphPanel => {
  const chain = chainTitle(nodes[0]?.chain ?? '');
  return {
    ...base,
    kind: 'graph',
    key: 'tag age',
    title: `L1 finality: age of safe and finalized, by ${chain}`,
    about: {
      shows: `How old the block behind the safe and finalized tags is, as our ${chain} nodes say.`,
      healthy: 'A saw-tooth: minutes for safe, about a quarter of an hour for finalized.',
      act: 'A straight climb on all nodes: Ethereum does not finalize, for everyone. On one node alone: it does not read L1.',
    },
    unit: 's',
    decimals: 0,
    step: '15s',
    thresholds: limit(limits.l1FinalizedLate, limits.l1FinalizedLate + limits.finalizedLate),
    queries: nodeLines(scope, metrics.tagTimestamp, {
      by: ['tag'],
      around: (expr) => `time() - ${expr}`,
      legend: '{{tag}}',
    }),
    drill,
  };
};

export const nameOfChain = (chains: readonly string[]): string => plainText(chains.map(chainTitle).join(', '));
