/** What must happen: backups and snapshots, as they tell the router themselves. */
import type { GaugeDef } from '../../../collector/catalogue/define.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import type { Row } from '../../kit/model.ts';
import { flagScale, limit, noLimit, unknownText, whole } from '../../kit/states.ts';
import type { Context } from '../context.ts';

const { heartbeatSeen, heartbeatKnown, heartbeatExpected, heartbeatFailed } = metrics;
const { heartbeatSize, heartbeatLeast, heartbeatTook } = metrics;

const on = by(heartbeatSeen, 'heartbeat');
const each = (metric: GaugeDef): string => `max by ${on} (${sel(metric)})`;

export const heartbeatRow = ({ fleet }: Context): readonly Row[] =>
  (fleet.heartbeats ?? []).length === 0
    ? []
    : [
        {
          title: 'Heartbeats',
          panels: [
            {
              kind: 'table',
              key: 'heartbeats',
              title: 'What must happen',
              about: {
                shows:
                  'Each job: how much of the time that it has is over, whether it failed, and how large its result was.',
                healthy: 'Below 100 %, ✔ NO, and a size like the last ones.',
                act: 'Over 100 % or failed: look at the job where it runs. Smaller than the least: open the copy.',
              },
              unit: 'none',
              noValue: unknownText,
              width: 24,
              height: 6,
              thresholds: noLimit,
              drill: { title: 'Alerts and deliveries', to: 'incidents' },
              by: { heartbeat: 'Job' },
              columns: [
                {
                  ...{
                    title: 'Of its time',
                    unit: 'percentunit',
                    decimals: 0,
                    thresholds: limit(shownLimits.heartbeatNear, whole),
                  },
                  // One that was never heard of counts from when it was first known.
                  expr: `max by ${on} (time() - (${sel(heartbeatSeen)} or ${sel(heartbeatKnown)})) / ${each(heartbeatExpected)}`,
                },
                { title: 'Failed', unit: 'none', states: flagScale, expr: each(heartbeatFailed) },
                { title: 'Last good, age', unit: 's', decimals: 0, expr: `time() - ${each(heartbeatSeen)}` },
                { title: 'Size', unit: 'bytes', decimals: 1, expr: each(heartbeatSize) },
                {
                  ...{ title: 'Least expected', unit: 'bytes', decimals: 1 },
                  expr: each(heartbeatLeast),
                },
                { title: 'Took', unit: 's', decimals: 0, expr: each(heartbeatTook) },
              ],
            },
          ],
        },
      ];
