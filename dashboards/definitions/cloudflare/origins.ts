/** Whether requests reach our nodes. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { rate, type Selector } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, Row } from '../../kit/model.ts';
import { limit, noLimit } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { aged, labelsFor, trafficAge } from './age.ts';
import { perMinute } from './traffic.ts';

const { cfOriginRequests, cfOriginStatus } = metrics;

const asked = (match: Selector<typeof cfOriginRequests> = {}): string => rate(cfOriginRequests, match);

const origin = { dataset: 'origin' } as const;

/** The codes by which the edge says that an origin was not reached, and what each means. */
const codes =
  '520 an answer that it does not understand, 521 refused, 522 no connection in time, 523 no way there, 524 connected but no answer in time, 525 and 526 TLS, 530 no name';

const panels = (context: Context): readonly GraphPanel[] => {
  // The order of the labels is the operators': which origin, of which pool.
  const { by, legend } = labelsFor(context, 'origin')('pool');
  const share = (match: Selector<typeof cfOriginRequests>): string =>
    `sum ${by}(${asked(match)}) / (sum ${by}(${asked()}) > 0)`;
  return [
    {
      ...perMinute,
      key: 'cf unreachable',
      title: 'Origin not reached, by pool',
      about: {
        shows:
          'Share of the requests to each pool that did not reach a node: edge status 52x or 530, and no answer of the node.',
        healthy: '0. The balancer tries another node once, so that some of these never reach a member.',
        act: `Above ${100 * cloudflareLimits.unreachableWarn} %: the pool’s host, its tunnel or its firewall. Above ${100 * cloudflareLimits.unreachableCritical} % members notice.`,
      },
      unit: 'percentunit',
      decimals: 2,
      thresholds: limit(cloudflareLimits.unreachableWarn, cloudflareLimits.unreachableCritical),
      queries: [{ expr: aged(origin, share({ class: 'origin_unreachable' })), legend: `${legend}${trafficAge}` }],
    },
    {
      ...perMinute,
      key: 'cf unreachable codes',
      title: 'Origin not reached, by code',
      about: {
        shows: `Share of all requests to origins that ended before one, by code: ${codes}.`,
        healthy: '0.',
        act: '521: the node or its proxy does not run. 522 and 523: its host or the way there. 524: it hangs. 525 and 526: its certificate. 530: its name or its tunnel.',
      },
      unit: 'percentunit',
      decimals: 2,
      thresholds: limit(cloudflareLimits.unreachableWarn, cloudflareLimits.unreachableCritical),
      stacked: true,
      queries: [
        {
          expr: aged(origin, `sum by (status) (${rate(cfOriginStatus)}) / on () group_left () (sum(${asked()}) > 0)`),
          legend: `{{status}} ${trafficAge}`,
        },
      ],
    },
    {
      ...perMinute,
      key: 'cf origin 5xx',
      title: 'Origin answers by error (5xx), by pool',
      about: {
        shows: 'Share of the requests to each pool that the node, or the proxy beside it, answered with 5xx.',
        healthy: 'Near 0.',
        act: `Above ${100 * cloudflareLimits.originErrors} %: the log of the node or of its proxy.`,
      },
      unit: 'percentunit',
      decimals: 2,
      thresholds: limit(cloudflareLimits.originErrors),
      queries: [{ expr: aged(origin, share({ class: 'origin_error' })), legend: `${legend}${trafficAge}` }],
    },
    {
      ...perMinute,
      key: 'cf origin requests',
      title: 'Requests to each pool',
      about: {
        shows: 'Requests a second that went to each pool.',
        healthy: 'In step with the traffic of its region.',
        act: 'A pool that drops to 0 while another rises: a failover. See the pools below.',
      },
      unit: 'reqps',
      decimals: 2,
      thresholds: noLimit,
      queries: [{ expr: aged(origin, `sum ${by}(${asked()})`), legend: `${legend}${trafficAge}` }],
    },
  ];
};

export const originRow = (context: Context): Row => ({ title: 'Origin reachability', panels: panels(context) });
