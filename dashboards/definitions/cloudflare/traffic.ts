/** What the edge answers, and how much. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { rate, type Selector } from '../../../collector/catalogue/promql.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Row } from '../../kit/model.ts';
import { noLimit, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { aged, labelsFor, trafficAge } from './age.ts';

/** Counters go on once a minute: a window holds two steps of theirs at least. */
export const perMinute = {
  kind: 'graph',
  width: 12,
  height: 8,
  step: '120s',
  noValue: unknownText,
  drill: { title: 'Member journey', to: 'journey' },
} as const;

const { cfEdgeRequests, cfEdgeStatus, cfEdgeBytes } = metrics;

export const requests = (match: Selector<typeof cfEdgeRequests> = {}): string => rate(cfEdgeRequests, match);

const edge = { dataset: 'edge' } as const;

const panels = (context: Context): readonly GraphPanel[] => {
  const of = labelsFor(context, 'host');
  const byClass = of('status_class');
  const whole = of();
  const share = (part: string): string => `sum ${whole.by}(${part}) / (sum ${whole.by}(${requests()}) > 0)`;
  return [
    {
      ...perMinute,
      key: 'cf requests',
      title: 'Requests by status',
      about: {
        shows: 'Requests a second that the edge answered, by class of HTTP status.',
        healthy: 'Nearly all 2xx.',
        act: 'An error of JSON-RPC is an HTTP 200 and hides among them: whether answers are good is on Member journey.',
      },
      unit: 'reqps',
      decimals: 2,
      thresholds: noLimit,
      stacked: true,
      queries: [{ expr: aged(edge, `sum ${byClass.by}(${requests()})`), legend: `${byClass.legend}${trafficAge}` }],
    },
    {
      ...perMinute,
      key: 'cf edge errors',
      title: 'Edge 4xx, 5xx and 429',
      about: {
        shows: 'Share of the requests that the edge answered by 4xx, by 5xx, and by 429 (too many) alone.',
        healthy: 'Near 0; 429 at 0, for members are promised no limits.',
        act: '4xx: wrong keys or paths of callers. 5xx: the origins, see below. 429: find the limit and lift it.',
      },
      unit: 'percentunit',
      decimals: 2,
      thresholds: noLimit,
      queries: [
        ...(['4xx', '5xx'] as const).map((status_class) => ({
          expr: aged(edge, share(requests({ status_class }))),
          legend: `${whole.legend}${status_class}, ${trafficAge}`,
        })),
        {
          expr: aged(edge, share(rate(cfEdgeStatus, { status: '429' }))),
          legend: `${whole.legend}429, ${trafficAge}`,
        },
      ],
    },
    {
      ...perMinute,
      key: 'cf bytes',
      title: 'Bytes to end users',
      about: {
        shows: 'Bytes a second that the edge sent.',
        healthy: 'In step with the requests.',
        act: 'Alone it rises with large answers: logs, or blocks with all transactions.',
      },
      unit: 'Bps',
      decimals: 1,
      thresholds: noLimit,
      queries: [{ expr: aged(edge, `sum ${whole.by}(${rate(cfEdgeBytes)})`), legend: `${whole.legend}${trafficAge}` }],
    },
    {
      ...perMinute,
      key: 'cf codes',
      title: 'Single codes: 429 and 5xx',
      about: {
        shows: 'Answers a second with the code 429 and with each 5xx that was seen.',
        healthy: '0.',
        act: '500 to 504 with an answer of the node are its own; 520 and above are ways that end before it.',
      },
      unit: 'cps',
      decimals: 3,
      thresholds: noLimit,
      queries: [
        {
          expr: aged(edge, `sum ${of('status').by}(${rate(cfEdgeStatus)})`),
          legend: `${of('status').legend}${trafficAge}`,
        },
      ],
    },
  ];
};

export const trafficRow = (context: Context): Row => ({ title: 'Traffic', panels: spread(panels(context), 2) });

/** Apart: one lasts for hours, so that its duration says nothing about a question. */
export const webSocketRow = (context: Context): Row => {
  const { by, legend } = labelsFor(context, 'host')();
  return {
    title: 'WebSocket',
    panels: [
      {
        ...perMinute,
        width: 24,
        height: 6,
        key: 'cf websockets',
        title: 'WebSocket connections opened',
        about: {
          shows:
            'Connections a second that were switched to WebSocket (status 101). How long they last is not comparable with a request.',
          healthy: 'A few; a burst after a restart of a node.',
          act: 'A steady high rate: members connect again and again, so that something cuts them. See the subscription on Member journey.',
        },
        unit: 'cps',
        decimals: 3,
        thresholds: noLimit,
        queries: [
          { expr: aged(edge, `sum ${by}(${requests({ status_class: '1xx' })})`), legend: `${legend}${trafficAge}` },
        ],
      },
    ],
  };
};
