/** What the router tells: the open incident or the last one with its cause, and the next planned work. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { type Selector, sel } from '../../../collector/catalogue/promql.ts';
import type { StatPanel } from '../../kit/model.ts';
import { causeSaid, clock, firstOf, type Labelled, type Part, says, spoken, word } from '../../kit/sentence.ts';
import { colors, state, stateThresholds, unknownState, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';

const base = { kind: 'stat', unit: 'none', noValue: unknownText, worded: true, thresholds: stateThresholds } as const;

type Shown = Selector<typeof metrics.incidentShown>;

/** The one of these that has lasted longest, as a series of its own; its value is a time. */
const one = (match: Shown): string =>
  `bottomk(1, max by (title, region, cause) (${sel(metrics.incidentShown, match)}))`;
const age = (match: Shown): string => `(time() - min(${sel(metrics.incidentShown, match)}))`;
const labelled = (expr: string, label: string): Labelled => ({ label, series: `0 * ${expr} + 1` });

const about = (match: Shown): readonly Part[] => [
  labelled(one(match), 'title'),
  ', ',
  labelled(one(match), 'region'),
  '. Cause: ',
  causeSaid(`0 * ${one(match)} + 1`),
  '. ',
];

const line = (icon: string, match: Shown, rest: readonly Part[], code: number): string =>
  says([`${icon} `, ...about(match), ...rest], `(0 * count(${sel(metrics.incidentShown, match)}) + ${code})`);

const since = (match: Shown): readonly Part[] => ['For ', spoken(age(match), 'ago'), ' now.'];

export const incident = (context: Context, width: number, height: number): StatPanel => {
  const page: Shown = { state: ['open', 'unknown'], severity: 'page' };
  const lesser: Shown = { state: ['open', 'unknown'], severity: ['warning', 'info'] };
  const recovering: Shown = { state: 'recovering' };
  const over: Shown = { state: 'over' };
  return {
    ...base,
    key: 'incident',
    title: 'Open or last incident',
    about: {
      shows:
        'The open incident that hurts most, with what is to blame as far as it is known; without one the last that is over.',
      healthy: '✔ Over, or none.',
      act: '✖: members are or will soon be hurt; the card says what is done. ▲: they need not notice. Its cause may still change.',
    },
    width,
    height,
    states: [
      unknownState,
      state(1, '✔ OVER', colors.good),
      state(2, '▲ OPEN', colors.warn),
      state(3, '✖ OPEN', colors.bad),
    ],
    queries: [
      {
        expr: firstOf([
          line('✖ Open:', page, since(page), 3),
          line('▲ Recovering:', recovering, since(recovering), 2),
          line('▲ Open:', lesser, since(lesser), 2),
          line('✔ Over:', over, ['Ended ', spoken(age(over), 'ago'), ' ago.'], 1),
          word('✔ None that is remembered', `(0 * (max(${sel(metrics.incidentsOpen)}) == 0) + 1)`),
          word(unknownText, 'vector(0)'),
        ]),
        legend: '{{text}}',
      },
    ],
    drill:
      context.profile === 'operator'
        ? { title: 'Incidents and delivery', to: 'incidents' }
        : { title: 'Service level', to: 'sla' },
  };
};

const bound = (which: 'from' | 'to'): string => `max(${sel(metrics.maintenanceShown, { bound: which })})`;
const whom = labelled(`max by (about) (${sel(metrics.maintenanceShown, { bound: 'from' })})`, 'about');

export const maintenance = (context: Context, width: number, height: number): StatPanel => {
  const [from, to] = [bound('from'), bound('to')];
  return {
    ...base,
    key: 'maintenance',
    title: 'Next maintenance',
    about: {
      shows: 'Planned work that is being done, or else the next that is announced. Times are UTC.',
      healthy: 'Announced days ahead, and over when it said.',
      act: 'While an endpoint of yours is worked on, use another region or your backup RPC.',
    },
    width,
    height,
    states: [
      unknownState,
      state(1, '✔ NONE PLANNED', colors.good),
      state(2, '– PLANNED', colors.plain),
      state(3, '■ NOW', colors.warn),
    ],
    queries: [
      {
        expr: firstOf([
          says(['■ Now: ', whom, ', until ', clock(to, 'end'), ' UTC'], `(0 * (${from} <= time()) + 3)`),
          says(
            [
              ...['– ', whom, ' in ', spoken(`(${from} - time())`, 'ahead'), ', for '],
              spoken(`(${to} - ${from})`, 'length'),
            ],
            `(0 * (${from} > time()) + 2)`,
          ),
          // The ledger keeps the windows: without its word nobody knows whether there is one.
          word('✔ None planned', `(0 * max(${sel(metrics.ledgerRun)}) + 1)`),
          word(unknownText, 'vector(0)'),
        ]),
        legend: '{{text}}',
      },
    ],
    drill:
      context.profile === 'operator'
        ? { title: 'Incidents and delivery', to: 'incidents' }
        : { title: 'Service level', to: 'sla' },
  };
};
