/** The sequencer's feed as we hear it ourselves: what the sequencer does, before any node of ours has a say. */
import type { MetricDef } from '../../../collector/catalogue/define.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { selectorText } from '../../../collector/catalogue/promql.ts';
import { nitroLimits } from '../../../collector/policy/nitro.ts';
import type { Drill, GraphPanel, Query, TimelinePanel } from '../../kit/model.ts';
import { hourStep, inAnHour } from '../../kit/queries.ts';
import { answerScale, noLimit, stateThresholds, unknownText, upTo } from '../../kit/states.ts';
import type { Context } from '../context.ts';

const base = { width: 8, height: 8, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

/** A line for each source: its name is an operator's word, so that others see a number where there are several. */
const perFeed = (
  { fleet, profile }: Context,
  expr: (match: Readonly<Record<string, string>>) => string,
  legend = '',
): readonly Query[] =>
  (fleet.feeds ?? []).map(({ name }, index, { length }) => ({
    expr: expr({ feed: name }),
    legend: `${profile === 'operator' ? name : length > 1 ? `Feed ${index + 1}` : 'Feed'} ${legend}`.trim(),
  }));

const series = (metric: MetricDef, match: Readonly<Record<string, string>>): string =>
  `${metric.name}${selectorText(match)}`;

export const feedUp = (context: Context, drill: Drill): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'feed heard',
  title: 'Feed heard',
  about: {
    shows: 'Whether each source of the sequencer’s feed that we listen to is connected and has sent something since.',
    healthy: '✔ YES.',
    act: '✖ NO: the source, or the way to it. The nodes have sources of their own and may well hear theirs.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: perFeed(context, (match) => `max(${series(metrics.feedConnected, match)})`),
  drill,
});

export const feedAge = (context: Context, drill: Drill): GraphPanel => ({
  ...graph,
  key: 'feed delay',
  title: 'How late the feed is',
  about: {
    shows: "Age of the sequencer's newest message by its stamp, and time since any message, by source.",
    healthy: 'Both below two seconds on a busy chain; stamps are whole seconds.',
    act: 'Silence rises alone: the source or the way to it. Both rise at all sources: the sequencer.',
  },
  unit: 's',
  decimals: 1,
  thresholds: upTo(nitroLimits.feedSilent),
  queries: [
    ...perFeed(context, (match) => `max(${series(metrics.feedDelay, match)})`, 'delay'),
    ...perFeed(context, (match) => `time() - max(${series(metrics.feedLastMessage, match)})`, 'silence'),
  ],
  drill,
});

export const unposted = (context: Context, drill: Drill): GraphPanel => ({
  ...graph,
  key: 'feed backlog',
  title: 'On the feed and not on L1',
  about: {
    shows: 'Messages of the feed beyond those that it knows to be on L1; the newest batch is never counted as there.',
    healthy: 'A saw-tooth between one batch and two, a few hundred messages.',
    act: 'A line that only rises: batches do not land on L1. It is the chain, not our nodes.',
  },
  queries: perFeed(
    context,
    (match) =>
      `max(${series(metrics.feedSequence, { ...match, kind: 'latest' })}) - max(${series(metrics.feedSequence, { ...match, kind: 'confirmed' })})`,
  ),
  drill,
});

export const feedPace = (context: Context, drill: Drill): GraphPanel => ({
  ...graph,
  key: 'feed messages',
  title: 'Messages of the feed a second',
  about: {
    shows: 'What each source brings, by kind: the sequencer’s own, those from L1, others.',
    healthy: 'About 4 a second of the sequencer’s on Arbitrum One.',
    act: 'Below what the nodes store: our source leaves some out.',
  },
  decimals: 1,
  queries: perFeed(
    context,
    (match) => `sum by (kind) (rate(${series(metrics.feedMessages, match)}[$__rate_interval]))`,
    '{{kind}}',
  ),
  drill,
});

export const feedTrouble = (context: Context, drill: Drill): GraphPanel => ({
  ...graph,
  key: 'feed faults',
  title: 'Feed faults',
  about: {
    shows: 'Within an hour: how connections of our listener ended, and messages that were left out.',
    healthy: 'A reconnection now and then.',
    act: 'http_429: too many connections from here. gap: the source loses messages. wrong_chain: another address.',
  },
  step: hourStep,
  queries: perFeed(
    context,
    (match) => `sum by (reason) (${inAnHour(series(metrics.feedFaults, match))})`,
    '{{reason}}',
  ),
  drill,
});
