/** On a quiet chain silence proves nothing: its feed is judged by blocks that came without it, not by the clock. */
import { describe, expect, test } from 'vitest';
import { fleetOf } from './support/fleets.ts';
import { promtool } from './support/promtool.ts';
import { gauge, type Sample } from './support/samples.ts';

const step = 15;
const nova = 'chain: arbitrum-nova';
const heard =
  "feeds: # the sequencer's feed as this host hears it; a relay of your own (ws://HOST:9642) is better than a public one\n";
const fleet = fleetOf('example', {
  edit: [
    [
      'nodes:\n',
      `nodes:\n  - { name: nova-eu, kind: arbitrum-nitro, ${nova}, region: eu, host: 10.8.0.31, metrics: true }\n`,
    ],
    [heard, `${heard}  - { name: nova-feed, ${nova}, url: "wss://nova-feed.arbitrum.io/feed" }\n`],
  ],
});
const feed =
  'headwatch_feed_connected{job="headwatch",instance="eu",feed="nova-feed",chain="arbitrum-nova",vantage="eu"}';
const sources =
  'headwatch_nitro_feed_sources{job="headwatch",instance="eu",target="nova-eu",role="node",chain="arbitrum-nova",region="eu",vantage="eu",state="connected"}';
const head = 'headwatch_chain_head_timestamp_seconds{job="headwatch",instance="eu",chain="arbitrum-nova",vantage="eu"}';
const live = 'headwatch_chain_verdict{job="headwatch",instance="eu",chain="arbitrum-nova",vantage="eu",verdict="live"}';

const seconds = 2400;
const samples = (value: number): readonly Sample[] => gauge([160, value]);
/** A block after 1,200 s. */
const oneBlock = gauge([80, 100], [80, 1300]);
const told = {
  FeedSilent: {
    series: feed,
    labels: { scope: 'chain:arbitrum-nova', region: 'all', chain: 'arbitrum-nova', feed: 'nova-feed' },
    description: 'nova-feed of arbitrum-nova has brought no message to this monitor for 60 s or more.',
  },
  NodeFeedLost: {
    series: sources,
    labels: { scope: 'node:nova-eu', region: 'eu', target: 'nova-eu', chain: 'arbitrum-nova' },
    description: "nova-eu in eu has had no connected source of the sequencer's feed for 60 s or more.",
  },
} as const;

describe.each(['FeedSilent', 'NodeFeedLost'] as const)('%s of a quiet chain', (name) => {
  const { series, labels, description } = told[name];
  const judged = (
    title: string,
    given: Readonly<Record<string, readonly Sample[]>>,
    fires: readonly { from: number; until: number }[],
  ) =>
    promtool(name, fleet, {
      ...{ title, seconds, step },
      series: { [live]: samples(1), ...given },
      fires: fires.map((span) => ({ ...span, labels, description })),
    });

  test('says nothing of a feed that brings nothing while no block comes', () => {
    expect(judged('quiet', { [series]: samples(0), [head]: samples(100) }, [])).toBe('');
  });

  test('says nothing when the block came by the feed', () => {
    expect(judged('brought', { [series]: gauge([81, 0], [79, 1]), [head]: oneBlock }, [])).toBe('');
  });

  test('tells of a block that came without it', () => {
    // As long as the block is within the last 15 minutes, and a minute more.
    expect(judged('left out', { [series]: samples(0), [head]: oneBlock }, [{ from: 1260, until: 2130 }])).toBe('');
  });
});

describe('batches of a quiet chain', () => {
  const link = (state: string): string =>
    `headwatch_l1_link{job="headwatch",instance="eu",target="nova-eu",role="node",chain="arbitrum-nova",region="eu",vantage="eu",state="${state}"}`;

  test('that a node does not see are told', () => {
    const one = {
      ...{ title: 'not seen', seconds: 300, step, series: { [link('own_l1')]: gauge([21, 1]) } },
      fires: [
        {
          ...{ from: 30, until: 300, labels: told.NodeFeedLost.labels },
          description:
            'nova-eu in eu has a fresh head, but batches on the parent chain do not reach it, or nothing of it becomes final.',
        },
      ],
    };
    expect(promtool('NodeL1PathBroken', fleet, one)).toBe('');
  });

  test('are due when there is something to post: none for hours is no stopped poster', () => {
    const of = 'job="headwatch",instance="eu",chain="arbitrum-nova",vantage="eu"';
    const series = {
      [`headwatch_batch_posted_timestamp_seconds{${of}}`]: gauge([160, -10_000]),
      [`headwatch_batches_posted{${of}}`]: gauge([160, 900]),
    };
    expect(promtool('BatchPosterStopped', fleet, { title: 'none due', seconds, step, series, fires: [] })).toBe('');
  });
});
