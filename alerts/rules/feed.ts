/** Alerts about the sequencer's feed: of the nodes whose heads come by it, and of the sources that we hear ourselves. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, over, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetNode } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { nitroLimits } from '../../collector/policy/nitro.ts';
import { unlessHalted } from './chain.ts';
import { defineAlert } from './define.ts';
import { anyOf, figure, lately } from './expressions.ts';
import { any, most, named, nitroAlert, nitroNodes, on, onChain, span, withMetrics } from './nitroBase.ts';

const { nitroFeedSources, nitroFeedPending, feedConnected, feedFaults, feedLag, chainHeadTimestamp, chainVerdict } =
  metrics;

/** Those of quiet chains, and the others. */
const byPace = <T extends { readonly chain: string }>({ chains }: Fleet, all: readonly T[]) => {
  const isQuiet = ({ chain }: T): boolean => chains[chain]?.quiet === true;
  return { quiet: all.filter(isQuiet), busy: all.filter((each) => !isQuiet(each)) };
};

/** A quiet chain may bring nothing for long: only a block that came meanwhile proves that the feed left it out. */
const whileBlocksCome = ({ vantage }: Fleet): string =>
  `  and on ${onChain}
max by ${onChain} (changes(${over(chainHeadTimestamp, { vantage }, nitroLimits.feedQuiet)})) > 0`;

const behindFeed = figure(
  ' It is ',
  `max(${sel(feedLag, { target: '$' })})`,
  'target',
  ' blocks behind what we hear of the feed ourselves.',
);

export const NodeFeedLost = nitroAlert('NodeFeedLost', {
  severity: 'warning',
  expr: (fleet) => {
    const { quiet, busy } = byPace(fleet, withMetrics(fleet));
    const sources = (nodes: readonly FleetNode[]) => ({ ...named(nodes), state: 'connected' }) as const;
    return anyOf([
      ...(any(busy) ? [`max by ${on} (${sel(nitroFeedSources, sources(busy))}) < 1\n${unlessHalted(fleet)}`] : []),
      // It counts a source from its first message on, and there may be none for long.
      ...(any(quiet)
        ? [
            `max by ${on} (max_over_time(${span(nitroFeedSources, sources(quiet), nitroLimits.feedQuiet)})) < 1\n${whileBlocksCome(fleet)}`,
          ]
        : []),
    ]);
  },
  for: nitroLimits.feedLost,
  summary: 'A node is connected to no source of the feed.',
  description: `{{ $labels.target }} in {{ $labels.region }} has had no connected source of the sequencer's feed for ${nitroLimits.feedLost} s or more.${behindFeed}`,
  impact: 'Its head comes batch by batch from L1: members that reach it get 200 with a head up to minutes old.',
  action: "Look at the feed's address in the node's configuration and at its relay; a public feed may refuse (429).",
  when: (fleet) => any(withMetrics(fleet)),
});

export const NodeFeedGap = nitroAlert('NodeFeedGap', {
  severity: 'warning',
  expr: (fleet) => {
    const match = named(nitroNodes(fleet));
    const whole = span(nitroFeedPending, match, nitroLimits.feedGap);
    return `max by ${on} (${sel(nitroFeedPending, match)}) > 0
  and on ${on}
max by ${on} (min_over_time(${whole})) > 0
  and on ${on}
max by ${on} (count_over_time(${whole})) >= ${most(nitroLimits.feedGap)}
${unlessHalted(fleet)}`;
  },
  summary: 'A node waits for messages that its feed has left out.',
  description: `{{ $labels.target }} in {{ $labels.region }} has held messages of the sequencer's feed behind a gap for ${nitroLimits.feedGap} s or more. Messages that wait: {{ $value | printf "%.0f" }}.`,
  impact: 'Its head stands still until the missing messages come with a batch from L1, which takes minutes.',
  action:
    "Look at the node's source of the feed or its relay; a restart of the node fetches the backlog of the feed anew.",
  when: (fleet) => any(nitroNodes(fleet)),
});

const feeds = (fleet: Fleet): readonly string[] => (fleet.feeds ?? []).map(({ name }) => name);
const onFeed = by(feedConnected, 'feed', 'chain');

export const FeedSilent = defineAlert({
  name: 'FeedSilent',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) => {
    const { quiet, busy } = byPace(fleet, fleet.feeds ?? []);
    const match = (of: typeof quiet) => ({ vantage: fleet.vantage, feed: of.map(({ name }) => name) });
    return anyOf([
      ...(busy.length > 0
        ? [
            `max by ${onFeed} (${sel(feedConnected, match(busy))}) == 0
  and on ${onChain}
max by ${onChain} (${lately(chainVerdict, { vantage: fleet.vantage, verdict: 'live' })}) == 1`,
          ]
        : []),
      ...(quiet.length > 0
        ? [
            `max by ${onFeed} (max_over_time(${span(feedConnected, match(quiet), nitroLimits.feedQuiet)})) == 0\n${whileBlocksCome(fleet)}`,
          ]
        : []),
    ]);
  },
  for: nitroLimits.feedSilent,
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: "A source of the sequencer's feed brings nothing, while the chain goes on.",
  description: `{{ $labels.feed }} of {{ $labels.chain }} has brought no message to this monitor for ${nitroLimits.feedSilent} s or more.`,
  impact: 'None while the nodes have the feed from elsewhere; those that listen to this source fall back to batches.',
  action:
    'If it is a relay of yours, look at its process and its own source; a public one may refuse us alone (429, 403).',
  when: (fleet) => feeds(fleet).length > 0,
});

export const FeedGaps = defineAlert({
  name: 'FeedGaps',
  severity: 'info',
  group: 'slow',
  expr: (fleet) => {
    const match = { vantage: fleet.vantage, feed: feeds(fleet), reason: 'gap' } as const;
    return `max by ${onFeed} (increase(${span(feedFaults, match, nitroLimits.feedGapsShown)})) > ${nitroLimits.feedGaps}`;
  },
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: "A source of the sequencer's feed leaves messages out, again and again.",
  description: `{{ $labels.feed }} of {{ $labels.chain }} has left out messages more than ${nitroLimits.feedGaps} times within ${nitroLimits.feedGapsShown / 60} minutes.`,
  impact:
    'None while the nodes have the feed from elsewhere; one that listens to this source stands still at each gap.',
  action: 'If it is a relay of yours, look at its memory and its own source; else give the nodes a second source.',
  when: (fleet) => feeds(fleet).length > 0,
});
