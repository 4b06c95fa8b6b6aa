/** The small figures of the first screen: the last day, who watches, what is in reserve. */
import { recorded, secondsIn } from '../../../alerts/slo/recordings.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import type { FleetEdge } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import type { Query, StatPanel } from '../../kit/model.ts';
import { fresh, orUnknown, plainText, tagged, union } from '../../kit/queries.ts';
import { colors, noLimit, state, stateThresholds, unknownState, unknownText } from '../../kit/states.ts';
import { type Context, nameOf, vantagesSeeing } from '../context.ts';

export const height = 6;

const day = 86_400;

/** Worst measured region over a day. What was not seen counts as "not known", never as good. */
export const lastDay = (context: Context, width: number): StatPanel => {
  const places = context.memberEdges.flatMap((edge) =>
    measuredRegions(context.fleet, edge).map((region) => ({ edge, region })),
  );
  const counter = (state: 'bad' | 'halted' | readonly ('good' | 'bad' | 'halted')[]): readonly string[] =>
    places.map(({ edge, region }) => `sum(${recorded(secondsIn('1d'), { target: edge.name, region, state })})`);
  const worst = (exprs: readonly string[]): string =>
    `max(${union(exprs.map((expr, index) => tagged(expr, { place: String(index) })))})`;
  return {
    kind: 'stat',
    key: 'bad seconds',
    title: 'Bad seconds, last 24 h, worst region',
    about: {
      shows:
        'Seconds of the last 24 hours in which a member was not served, in the region that had most of them; apart from them the seconds in which the chain stood still, and those that nobody measured.',
      healthy: '0 s bad. This is not the service-level figure, which counts a calendar month.',
      act: 'Find the time in the timeline of services below.',
    },
    unit: 's',
    decimals: 0,
    noValue: unknownText,
    width,
    height,
    thresholds: noLimit,
    queries: [
      { expr: worst(counter('bad')), legend: 'bad' },
      { expr: worst(counter('halted')), legend: 'chain halted' },
      {
        expr: worst(counter(['good', 'bad', 'halted']).map((known) => `clamp_min(${day} - ${orUnknown(known)}, 0)`)),
        legend: 'not known',
      },
    ],
  };
};

export const watchers = (context: Context, width: number): StatPanel => {
  const expected = 1 + context.fleet.vantages.length;
  return {
    kind: 'stat',
    key: 'who watches',
    title: 'Who watches',
    about: {
      shows: 'Watchers that are heard from and can see the Internet, of those that should.',
      healthy: `✔ ${expected} of ${expected}.`,
      act: 'Fewer: what the missing ones would see is unknown. Restart the collector there, or mend its network.',
    },
    unit: 'none',
    noValue: unknownText,
    width,
    height,
    thresholds: stateThresholds,
    states: [
      { ...unknownState, text: `? 0 of ${expected}` },
      ...Array.from({ length: expected - 1 }, (_, index) =>
        state(index + 1, `▲ ${index + 1} of ${expected}`, colors.warn),
      ),
      state(expected, `✔ ${expected} of ${expected}`, colors.good),
    ],
    queries: [{ expr: vantagesSeeing(), legend: 'watchers' }],
  };
};

const redundancyScale = [unknownState, state(1, '✔ REDUNDANT', colors.good), state(2, '✖ NO RESERVE', colors.bad)];

/** Good with enough nodes known to be well, bad with too few left even if every unknown one were well. */
const redundancyCode = (context: Context, edge: FleetEdge): string => {
  const match = { target: edge.name, vantage: context.fleet.vantage } as const;
  const needed = `max(${fresh(metrics.edgeNodesNeeded, match)})`;
  const well = `sum(${fresh(metrics.edgeNodes, { ...match, condition: 'ok' })})`;
  const left = `sum(${fresh(metrics.edgeNodes, { ...match, condition: ['ok', 'unknown'] })})`;
  return orUnknown(`((${well} >= bool ${needed}) + 2 * (${left} < bool ${needed}))`);
};

export const redundancy = (context: Context, width: number): StatPanel => ({
  kind: 'stat',
  key: 'redundancy',
  title: 'Redundancy',
  about: {
    shows: 'Whether one more node may fail without members noticing.',
    healthy: '✔ REDUNDANT: enough nodes are known to be well.',
    act: '✖ NO RESERVE: bring a node back before anything else. ? UNKNOWN: too few nodes are known to be well.',
  },
  unit: 'none',
  noValue: unknownText,
  width,
  height,
  thresholds: stateThresholds,
  states: redundancyScale,
  queries: context.edges.map(
    (edge): Query => ({
      expr: redundancyCode(context, edge),
      legend: plainText(nameOf(context, edge)),
    }),
  ),
});
