/** What the fleet can still lose, layer by layer, and what Cloudflare says of its part. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { type Selector, sel, window } from '../../../collector/catalogue/promql.ts';
import { type Layer, layersOf } from '../../../collector/config/advice/layers.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, StatPanel } from '../../kit/model.ts';
import { chainTitle } from '../../kit/names.ts';
import { orUnknown, plainText, tagged, union } from '../../kit/queries.ts';
import { firstOf, says, spoken, word } from '../../kit/sentence.ts';
import { colors, noLimit, state, stateThresholds, unknownState, unknownText } from '../../kit/states.ts';
import { overallCode } from '../cloudflare/strip.ts';
import type { Context } from '../context.ts';

/** Each layer of each chain as a whole: what its edges can do without is in its figure. */
const layers = ({ fleet }: Context): readonly Layer[] =>
  layersOf(fleet).filter(({ scope }) => scope.startsWith('chain:'));

/** `Arbitrum`; with the layer where the chain has two. */
const nameOf = (all: readonly Layer[], { chain, layer }: Layer): string =>
  plainText(
    all.filter((each) => each.chain === chain).length > 1 ? `${chainTitle(chain)} ${layer}` : chainTitle(chain),
  );

/** It is said every five seconds and scraped every fifteen: what is older than 45 s is not known. */
const spareOf = ({ fleet }: Context, { scope, chain, layer }: Layer): string => {
  const match = { scope, chain, layer, vantage: fleet.vantage, count: 'can_lose' } as const;
  return `max(last_over_time(${sel(metrics.layerNodes, match)}${window(3, 15)}))`;
};

/** Code 1 is too few, 2 none to spare, and from there on one more each; more than this is not counted out. */
const most = 10;

export const redundancy = (context: Context, width: number, height: number): StatPanel => {
  const all = layers(context);
  return {
    kind: 'stat',
    key: 'redundancy',
    title: 'Redundancy, by layer',
    named: true,
    about: {
      shows: 'How many nodes of each layer may still fail, whichever they are, until members would notice.',
      healthy: '✔ 1 or more to spare.',
      act: '▲ NONE TO SPARE: the next fault is an outage; bring a node back before anything else. ? UNKNOWN: not all are known.',
    },
    unit: 'none',
    noValue: unknownText,
    width,
    height,
    thresholds: stateThresholds,
    states: [
      unknownState,
      state(1, '✖ TOO FEW', colors.bad),
      state(2, '▲ NONE TO SPARE', colors.warn),
      ...Array.from({ length: most }, (_, index) => state(index + 3, `✔ ${index + 1} TO SPARE`, colors.good)),
      { from: most + 3, to: 1_000_000, text: `✔ OVER ${most} TO SPARE`, color: colors.good },
    ],
    queries: all.map((layer) => ({
      expr: orUnknown(`(clamp_min(${spareOf(context, layer)}, -1) + 2)`),
      legend: nameOf(all, layer),
    })),
    drill: all.some(({ chain }) => chain === 'ethereum')
      ? { title: 'Ethereum nodes', to: 'ethereum' }
      : { title: 'Arbitrum', to: 'arbitrum' },
  };
};

export const spareOverTime = (context: Context): GraphPanel => {
  const all = layers(context);
  return {
    kind: 'graph',
    key: 'spare over time',
    title: 'Nodes to spare, over time',
    about: {
      shows: 'How many nodes of each layer could have failed without members noticing.',
      healthy: '1 and more. A gap: not all of its nodes were known.',
      act: 'Often at 0: one node more, or one that is mended for good, is worth more than any alert.',
    },
    unit: 'none',
    decimals: 0,
    noValue: unknownText,
    width: 12,
    height: 8,
    step: '15s',
    thresholds: noLimit,
    queries: all.map((layer) => ({ expr: spareOf(context, layer), legend: nameOf(all, layer) })),
    drill: { title: 'Arbitrum', to: 'arbitrum' },
  };
};

type Origins = Selector<typeof metrics.cfOriginRequests>;

/** Cloudflare counts in minutes; over ten of them. */
const requests = (match: Origins = {}): string =>
  `sum(increase(${sel(metrics.cfOriginRequests, match)}${window(40, 15)}))`;
const share = `(${requests({ class: 'origin_unreachable' })} / (${requests()} >= ${cloudflareLimits.unreachableLeast}))`;

const edge = sel(metrics.cfLastBucket, { dataset: 'origin' });
/** Age of the oldest figure behind the verdict. */
const age = `max(${union([
  tagged(`(time() - min(${sel(metrics.cfResourceSuccess, { resource: 'pool_health' })}))`, { of: 'health' }),
  tagged(`(time() - min(${edge}))`, { of: 'traffic' }),
])})`;

/** Figures that are late say nothing. */
const unreached = orUnknown(
  `((2 + (${share} >= bool ${cloudflareLimits.unreachableCritical})) * (${share} >= bool ${cloudflareLimits.unreachableWarn}) and on () (time() - min(${edge}) < ${cloudflareLimits.analyticsStale}))`,
);

/** The pools decide; too many requests that reach no origin make it worse. Absent while nobody knows the pools. */
const verdictCode = `(((${overallCode} > 0) >= ${unreached}) or (${unreached} and on () (${overallCode} > 0)))`;

/** Only where fleet.yaml names a zone. */
export const cloudflare = (width: number, height: number): StatPanel => ({
  kind: 'stat',
  key: 'cloudflare verdict',
  title: 'Cloudflare',
  worded: true,
  about: {
    shows:
      'Whether Cloudflare’s monitors call the pools healthy, whether it reaches the origins, and how old that word is.',
    healthy: '✔ Well, some minutes old at most.',
    act: '▲ some pool is not healthy or origins are not reached; ✖ none is left. Members’ own seconds are in the headline.',
  },
  unit: 'none',
  noValue: unknownText,
  width,
  height,
  thresholds: stateThresholds,
  states: [
    unknownState,
    state(1, '✔ WELL', colors.good),
    state(2, '▲ DEGRADED', colors.warn),
    state(3, '✖ CRITICAL', colors.bad),
  ],
  queries: [
    {
      expr: firstOf([
        ...(
          [
            [1, '✔ Well'],
            [2, '▲ Degraded'],
            [3, '✖ Critical'],
          ] as const
        ).map(([code, text]) => says([`${text}, `, spoken(age, 'age'), ' old'], `(${verdictCode} == ${code})`)),
        says(['? UNKNOWN, last heard ', spoken(age, 'age'), ' ago'], `(0 * ${age})`),
        word('? UNKNOWN, never heard', 'vector(0)'),
      ]),
      legend: '{{text}}',
    },
  ],
  drill: { title: 'Cloudflare network', to: 'cloudflare' },
});
