/**
 * What mutes what, from cause to symptom. An alert may mute only alerts of equal or lower severity, so nothing ever
 * mutes a page but a page. A machine that is down mutes nothing: its exporter alone may be gone.
 */
import type { CloudflareDataset } from '../../collector/catalogue/cloudflareLabels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { AlertName } from '../rules/index.ts';
import type { Mute } from './mute.ts';
import { parentMutes } from './parents.ts';

const stale = (dataset: CloudflareDataset, ...targets: readonly AlertName[]): Mute => ({
  source: 'AnalyticsStale',
  sourceOf: { dataset: [dataset] },
  targets,
  equal: ['zone'],
  why: 'of traffic that is not counted nothing is known, neither good nor bad',
});

/** Those that need to know nothing of the fleet. */
export const mutes: readonly Mute[] = [
  {
    source: 'ChainHalted',
    targets: [
      'NodeStalled',
      'NodeLagging',
      'NodeFeedLost',
      'NodeFeedGap',
      'FeedSilent',
      'PublisherUnhealthy',
      'NodeTagsFrozen',
      'BatchPosterStopped',
      'FinalityLagging',
      'NodeFinalityLagging',
    ],
    equal: ['chain'],
    why: 'a chain that stands still is one alert: what waits for its blocks, feed or batches waits because of it',
  },
  {
    source: 'FinalityLagging',
    targets: ['NodeFinalityLagging'],
    equal: ['chain'],
    why: 'while nothing becomes final anywhere, no node is to blame for it',
  },
  {
    source: 'BatchPosterStopped',
    targets: ['NodeTagsFrozen'],
    equal: ['chain'],
    why: 'what is in no batch becomes neither safe nor final',
  },
  {
    source: 'NodeDiverged',
    targets: ['NodeHashesDiffer', 'SafeBlockReplaced', 'NodeLogsDiffer'],
    equal: ['target'],
    why: 'on a fork of its own it has other blocks and logs, down to where it left the others',
  },
  {
    source: 'NodeFeedLost',
    targets: ['NodeFeedGap'],
    equal: ['target'],
    why: 'a node without a feed cannot fill a gap in it',
  },
  {
    source: 'MonitorDead',
    targets: ['MetricsAbsent'],
    equal: ['region'],
    why: 'whom a dead collector does not measure follows from its being dead',
  },
  {
    source: 'VantageSilent',
    targets: ['MetricsAbsent'],
    equal: ['region'],
    why: 'the same of another vantage',
  },
  {
    source: 'NodeBlobPathBroken',
    targets: ['NodeBatchesBehind', 'NodeTagsFrozen'],
    equal: ['target'],
    why: 'what it cannot read stays unread, and becomes neither safe nor final',
  },
  {
    source: 'NodeL1PathBroken',
    targets: ['NodeTagsFrozen'],
    equal: ['target'],
    why: 'what is safe and final is said by L1, which it does not see',
  },
  stale('origin', 'OriginUnreachable', 'OriginErrors', 'OriginLatency'),
  stale('latency', 'EdgeLatency', 'OriginLatency'),
  stale('edge', 'EdgeLatency', 'RateLimitSurge'),
  stale('security', 'AttackSurge', 'RateLimitSurge'),
  stale('load_balancing', 'RegionShift'),
];

/** All of a fleet. */
export const mutesOf = (fleet: Fleet): readonly Mute[] => [...mutes, ...parentMutes(fleet)];
