/** Alerts about what must happen. What is late, and how small is too small, the router says: fleet.yaml is its list. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { figure } from './expressions.ts';

const { heartbeatSeen, heartbeatKnown, heartbeatExpected, heartbeatFailed, heartbeatSize, heartbeatLeast } = metrics;
const on = by(heartbeatSeen, 'heartbeat');
const each = (metric: typeof heartbeatSeen | typeof heartbeatKnown | typeof heartbeatExpected): string =>
  `max by ${on} (${sel(metric)})`;

/** What it is, in the words of fleet.yaml. */
const about = (fleet: Fleet): string =>
  (fleet.heartbeats ?? [])
    .flatMap((one) => (one.about ? [`{{ if eq $labels.heartbeat "${one.name}" }} It is: ${one.about}.{{ end }}`] : []))
    .join('');

const saidSo = (words: string): string =>
  `{{ with printf ${JSON.stringify(`${sel(heartbeatFailed, { heartbeat: '$' })} == 1`.replaceAll('"$"', '%q'))} $labels.heartbeat | query }}${words}{{ end }}`;

type HeartbeatText = Pick<AlertDef, 'expr' | 'summary' | 'impact' | 'action'> & { readonly description: string };

const heartbeatAlert = <const N extends string>(name: N, { description, ...text }: HeartbeatText): AlertDef<N> =>
  defineAlert({
    name,
    severity: 'warning',
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'heartbeat:{{ $labels.heartbeat }}',
    region: 'all',
    description: (fleet) => description + about(fleet),
    when: (fleet) => (fleet.heartbeats ?? []).length > 0,
    ...text,
  });

export const BackupStale = heartbeatAlert('BackupStale', {
  expr: () => `time() - ${each(heartbeatSeen)} > on ${on} ${each(heartbeatExpected)}
or
time() - ${each(heartbeatKnown)} > on ${on} ${each(heartbeatExpected)}
  unless on ${on}
${each(heartbeatSeen)}
or
max by ${on} (${sel(heartbeatFailed)}) == 1`,
  summary: 'Something that must happen has not happened in time.',
  description: `{{ $labels.heartbeat }} has not told in time that it ran well.${saidSo(' The last time it told that it failed.')}${figure(' Hours since it last did: ', `(time() - max(${sel(heartbeatSeen, { heartbeat: '$' })})) / 3600`, 'heartbeat', '.', '%.1f')}${figure(' Hours within which it must: ', `max(${sel(heartbeatExpected, { heartbeat: '$' })}) / 3600`, 'heartbeat', '.', '%.1f')}`,
  impact: 'None now: but what it would have saved is missing on the day that it is needed.',
  action: 'Look at the last run of the job where it runs; mend it, and run it by hand.',
});

export const BackupShrunk = heartbeatAlert('BackupShrunk', {
  expr: () => `min by ${on} (${sel(heartbeatSize)}) < on ${on} max by ${on} (${sel(heartbeatLeast)})`,
  summary: 'A backup is much smaller than it usually is.',
  description: `{{ $labels.heartbeat }} told that it ran well, and a size far below the usual one. Bytes: {{ $value | humanize1024 }}.${figure(' In percent of the least that is expected: ', `100 * max(${sel(heartbeatSize, { heartbeat: '$' })}) / max(${sel(heartbeatLeast, { heartbeat: '$' })} > 0)`, ['heartbeat', 'heartbeat'], '.')}`,
  impact: 'None now: but the newest copy may lack most of what it should hold.',
  action: 'Open the copy and look at what is in it before an older one is rotated away.',
});
