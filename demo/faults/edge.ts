/** The edge in front of members, and Cloudflare's own word on it. */
import { cloudflareLimits } from '../../collector/policy/cloudflare.ts';
import { type Ladder, limits } from '../../collector/policy/ladder.ts';
import type { SimMode } from '../sim/modes.ts';
import type { Fault, Owed } from './fault.ts';
import { aCard, none, seenByJourney, slowLane } from './owes.ts';

/** Members cannot use the edge in these regions from `after` on: a card and a page for each. */
const edgeOwes = (regions: readonly string[], after: (ladder: Ladder) => number): Owed => ({
  cards: regions.length,
  pages: regions.map(() => 'outage' as const),
  scope: 'edge:arb',
  regions,
  cause: 'edge',
  cardDue: (ladder) => after(ladder) + ladder.pageBad,
  pageDue: (ladder) => after(ladder) + ladder.pageBad,
});

const badEdge = (title: string, region: string, mode: SimMode): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target: `edge:arb:${region}`, mode }],
  owes: edgeOwes([region], () => 0),
});

/**
 * Until analytics have told of it: a minute is over, old enough to be counted (the demo waits a minute) and asked for
 * within the next, and the rule has held for its own time.
 */
const toldByCloudflare = 60 + 60 + 60 + 20 + cloudflareLimits.unreachableFor;

/** Answers 200 with an old head: bad once it is stale. */
const staleEdge = (title: string, target: string, regions: readonly string[]): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target, mode: 'freeze' }],
  owes: edgeOwes(regions, (ladder) => ladder.stale),
});

/** The head is fine. Only the full journey sees it. */
const failingJourney = (title: string, region: string, mode: SimMode): Fault => {
  const fault = badEdge(title, region, mode);
  return { ...fault, owes: { ...fault.owes, unseen: seenByJourney } };
};

export const edgeFaults = {
  'edge-down': badEdge('the edge answers 502 in one region', 'eu', 'http_502'),
  'origin-522': {
    ...badEdge('Cloudflare does not reach the origin of one region (522), which is well', 'eu', 'http_522'),
    asksCloudflare: true,
    owes: {
      ...edgeOwes(['eu'], () => 0),
      alerts: { OriginUnreachable: toldByCloudflare + 3 * 15 },
    },
  },
  'pool-down': {
    title: 'a node is out of the load balancer, and its pool has no other',
    chain: 'arbitrum-one',
    does: [{ target: 'pool:arb-us', mode: 'drain' }],
    asksCloudflare: true,
    // Members are served by the other pools. Health is read every minute, and again before it is believed.
    owes: { ...none, alerts: { PoolDown: 60 + cloudflareLimits.poolDownFor + 3 * 15 } },
  },
  'edge-hang-one-region': badEdge('the edge hangs in one region', 'ap', 'hang'),
  'edge-429-one-region': badEdge('the edge throttles in one region', 'us', 'http_429'),
  'edge-wrong-chain': badEdge('the edge serves another chain in one region', 'us', 'wrong_chain'),
  'edge-challenge': badEdge('Cloudflare wants a browser in one region (403)', 'us', 'challenge'),
  'edge-stale': staleEdge('every region answers 200 with an old head', 'edge:arb', ['eu', 'us', 'ap']),
  'edge-stale-one-region': staleEdge("one region's pool answers 200 with an old head", 'edge:arb:eu', ['eu']),
  'edge-open': {
    title: 'the edge serves any key',
    chain: 'arbitrum-one',
    does: [{ target: 'edge:arb', mode: 'open' }],
    owes: {
      ...aCard,
      scope: 'edge:arb',
      regions: ['all'],
      cause: null,
      cardDue: () => limits.keyCheckEvery,
      early: limits.keyCheckEvery,
      late: slowLane,
      // The card comes with the first place that is served, and pages tell of each.
      holds: limits.keyCheckEvery + slowLane,
    },
  },
  'journey-logs-fail': failingJourney('heads are fresh, eth_getLogs fails in one region', 'eu', 'logs_fail'),
  'journey-inconsistent': failingJourney('a block just announced is not known by its hash', 'us', 'hash_null'),
  'journey-calls-fail': failingJourney('heads are fresh, eth_call fails in one region', 'ap', 'calls_fail'),
} as const satisfies Record<string, Fault>;
