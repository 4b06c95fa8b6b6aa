import type { AlertCases } from '../support/matrix.ts';
import { counter, edgeFaults, edgeLabels, edgeSeconds, gauge, gone, lose } from '../support/samples.ts';

const arbEu = { scope: 'edge:arb', region: 'eu', target: 'arb', chain: 'arbitrum-one' };
const journeyText = (bad: number, step = ''): string =>
  `${bad} of the last 60 s of edge arb in eu were bad because the full journey failed, twice in a row and at once.${step}`;

export const JourneyFailing: AlertCases = {
  cases: [
    {
      title: 'fires at the 20th second that the journey costs, says which step fails, and ends 10 s and 60 s after',
      series: {
        [edgeFaults('arb', 'eu')]: counter(0, [60, 0], [40, 1], [100, 0]),
        [`headwatch_journey_steps_total{${edgeLabels('arb', 'eu')},journey="livepeer-orchestrator",step="logs",outcome="timeout"}`]:
          counter(0, [60, 0], [40, 1], [100, 0]),
        [`headwatch_journey_steps_total{${edgeLabels('arb', 'us')},journey="livepeer-orchestrator",step="blob",outcome="rpc_error"}`]:
          counter(0, [200, 5]),
      },
      fires: [{ from: 80, until: 168, labels: arbEu, description: journeyText(20, ' It fails at logs: timeout.') }],
      seconds: 199,
    },
    {
      title: 'does not fire for one bad second, nor for 19',
      series: {
        [edgeFaults('arb', 'eu')]: counter(0, [60, 0], [1, 1], [100, 0]),
        [edgeFaults('arb', 'us')]: counter(0, [60, 0], [19, 1], [100, 0]),
      },
      fires: [],
      seconds: 160,
    },
    {
      title: 'does not fire for other faults, nor about an internal edge',
      series: {
        [edgeSeconds('arb', 'eu')]: counter(0, [60, 0], [60, 1]),
        [edgeFaults('arb', 'eu', 'stale')]: counter(0, [60, 0], [60, 1]),
        [edgeFaults('arb', 'eu')]: counter(0, [120, 0]),
        [edgeFaults('eth', 'eu')]: counter(0, [60, 0], [60, 1]),
      },
      fires: [],
      seconds: 120,
    },
    {
      title: 'minds neither a lost scrape nor a NaN that has passed, nor a restart',
      series: {
        [edgeFaults('arb', 'eu')]: [
          Number.NaN,
          ...lose(counter(700, [70, 0], [30, 1]), 75, 88),
          ...gone(20),
          ...counter(0, [60, 1], [100, 0]),
        ],
      },
      fires: [{ from: 91, until: 250, labels: arbEu, description: journeyText(20) }],
      seconds: 270,
    },
    {
      title: 'takes an old counter that comes back for no new badness',
      series: { [edgeFaults('arb', 'eu')]: [...gauge([40, '_']), ...counter(5000, [100, 0])] },
      fires: [],
      seconds: 140,
    },
  ],
  absent: { fires: [], seconds: 120 },
};
