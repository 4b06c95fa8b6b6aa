/** What mutes what. An alert may mute only alerts of equal or lower severity, so nothing ever mutes a page but a page. */
import type { AlertName } from '../rules/index.ts';

export interface Mute {
  readonly source: AlertName;
  readonly targets: readonly AlertName[];
  /** Labels that both must share. */
  readonly equal: readonly string[];
  readonly why: string;
}

export const mutes: readonly Mute[] = [
  {
    source: 'ChainHalted',
    targets: ['NodeStalled', 'NodeLagging'],
    equal: ['chain'],
    why: 'a chain that stands still is one alert, not one per node',
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
];
