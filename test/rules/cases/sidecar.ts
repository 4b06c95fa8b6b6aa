import type { AlertCases } from '../support/matrix.ts';
import { gauge, gone } from '../support/samples.ts';

const regions = ['eu', 'us', 'ap'] as const;
const check = (region: string): string =>
  `headwatch_lb_check{job="headwatch-sidecar",instance="arb-${region}",target="arb-${region}",chain="arbitrum-one",region="${region}"}`;
/** All sidecars of the fleet answer 200, but for what is given. */
const series = (seconds: number, given: Readonly<Record<string, ReturnType<typeof gauge>>>) =>
  Object.fromEntries(regions.map((region) => [check(region), given[region] ?? gauge([seconds, 1])]));

const silent = (region: string, from: number, until: number) => ({
  from,
  until,
  labels: { scope: `node:arb-${region}`, region, target: `arb-${region}`, chain: 'arbitrum-one' },
  description: `Prometheus has seen no sample of the sidecar of arb-${region} in ${region} for 60 s or more.`,
});

export const SidecarSilent: AlertCases = {
  cases: [
    {
      title:
        'fires a minute after the last sample of a sidecar, names its node, and ends a minute after it is heard again',
      series: series(230, { us: [...gauge([30, 1]), ...gone(90), ...gauge([110, 1])] }),
      fires: [silent('us', 89, 179)],
      seconds: 229,
    },
    {
      title: 'does not fire for a check that says 503, nor for a restart',
      series: series(160, { eu: gauge([160, 0]), us: [...gauge([30, 1]), ...gone(40), ...gauge([90, 1])] }),
      fires: [],
      seconds: 159,
    },
  ],
  absent: { fires: regions.toSorted().map((region) => silent(region, 30, 60)), seconds: 60 },
};
