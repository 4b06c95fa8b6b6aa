/** Alerts about a chain as a whole, judged by the central vantage: one alert instead of one per node. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { defineAlert, definePage } from './define.ts';
import { anyOf, figure, groupBy, lately } from './expressions.ts';

const { chainVerdict, chainHeadTimestamp } = metrics;

/** Chains that someone is asked about and that make blocks by the clock; the head of a quiet one may be old and well. */
const busyChains = (fleet: Fleet): readonly string[] => {
  const asked = [...fleet.nodes, ...fleet.edges].map((target) => target.chain);
  return Object.keys(fleet.chains).filter((name) => asked.includes(name) && fleet.chains[name]?.quiet === false);
};

/**
 * For the end of an expression: what waits for blocks of a chain that stands still is not even counted. An inhibition
 * alone would let it out for a moment at the end of the halt, which both outlast by a minute.
 */
export const unlessHalted = ({ vantage }: Fleet): string => {
  const on = by(chainVerdict, 'chain');
  return `  unless on ${on}\nmax by ${on} (${lately(chainVerdict, { vantage, verdict: 'halted' })}) == 1`;
};

const headAge = figure(
  ' The corroborated head is ',
  `time() - max(${sel(chainHeadTimestamp, { chain: '$' })})`,
  'chain',
  ' s old.',
);

export const ChainHalted = definePage({
  name: 'ChainHalted',
  pageIf: ({ pageOnHalt }) => pageOnHalt,
  group: 'fast',
  expr: (fleet) =>
    `max by ${by(chainVerdict, 'chain')} (${lately(chainVerdict, { vantage: fleet.vantage, chain: busyChains(fleet), verdict: 'halted' })}) == 1`,
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: 'A chain makes no blocks.',
  description: `Our nodes and at least two independent references all have an old head of {{ $labels.chain }}.${headAge}`,
  impact: 'Members can do nothing on this chain, through us or through anyone else.',
  action: "Read the chain's own status page, tell members that it is not us, and restart nothing.",
  when: (fleet) => busyChains(fleet).length > 0,
});

export const ChainUnverifiable = defineAlert({
  name: 'ChainUnverifiable',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) => {
    const groups = groupBy(busyChains(fleet), (chain) => String(fleet.ladders[chain]?.halted));
    return anyOf(
      groups.map((chains) => {
        const match = { vantage: fleet.vantage, chain: chains };
        const on = by(chainVerdict, 'chain');
        const old = fleet.ladders[chains[0] ?? '']?.halted ?? 0;
        // `unless young` and not `and old`: without any head at all the chain is unverifiable too.
        return `(
  max by ${on} (${lately(chainVerdict, { ...match, verdict: 'unverifiable' })}) == 1
    unless on ${on}
  time() - max by ${on} (${lately(chainHeadTimestamp, match)}) < ${old}
)`;
      }),
    );
  },
  for: limits.unverifiableFor,
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: 'Nobody independent can say whether a chain or only our nodes stand still.',
  description: `Too few independent references of {{ $labels.chain }} answer, and no young head is known.${headAge}`,
  impact: 'Unknown: either the chain has halted, or every node of ours is behind.',
  action: 'Open a public explorer of the chain and compare its newest block; then mend or replace the references.',
  when: (fleet) => busyChains(fleet).length > 0,
});
