/**
 * The tiers of budget burn, through the whole chain: counters of seconds, copies, windows, alert. One sample and one
 * evaluation a minute, as the copies have it.
 */
import type { AlertCases } from '../support/matrix.ts';
import { counter, edgeSeconds, gauge, gone, lose, type Sample } from '../support/samples.ts';

const step = 60;
const minutes = (count: number): number => count * 60;

const bad = edgeSeconds('arb', 'eu');
const where = { region: 'eu', target: 'arb', chain: 'arbitrum-one' };
const edge = { scope: 'edge:arb', ...where };
const sla = { scope: 'sla', ...where };

const text = (seconds: number, long: string, short: string, rate: string, objective = 99.98): string =>
  `${seconds} s of the last ${long} of edge arb in eu were bad, and it goes on in the last ${short}: more than ${rate} that ${objective} % allows.`;

interface Tier {
  readonly labels: Readonly<Record<string, string>>;
  readonly say: (seconds: number, objective?: number) => string;
}
const fast: Tier = { labels: edge, say: (bad, of) => text(bad, '1h', '5m', '14.4 times the rate', of) };
const burn: Tier = { labels: sla, say: (bad, of) => text(bad, '6h', '30m', '6 times the rate', of) };
const slow: Tier = { labels: sla, say: (bad, of) => text(bad, '1d', '2h', '3 times the rate', of) };
const creep: Tier = { labels: sla, say: (bad, of) => text(bad, '3d', '6h', 'the rate', of) };

/** Bad from the eleventh minute on, at most 60 s a minute, until so many seconds; then good again for a while. */
const outage = (total: number, after: number): readonly Sample[] => {
  const full = Math.floor(total / 60);
  return counter(0, [10, 0], [full, 60], ...(total % 60 > 0 ? [[1, total % 60] as const] : []), [after, 0]);
};

/** At an objective: so many bad seconds fire, one less does not. The numbers are from the budget by hand. */
const edgeOf = ({ labels, say }: Tier, objective: number, least: number): AlertCases['cases'] => {
  const from = minutes(10 + Math.ceil(least / 60));
  return [
    {
      title: `at ${objective} % fires for ${least} s`,
      series: { [bad]: outage(least, 0) },
      fires: [{ from, until: from, labels, description: say(least, objective) }],
      seconds: from,
      step,
      objective,
    },
    {
      title: `at ${objective} % does not fire for ${least - 1} s`,
      series: { [bad]: outage(least - 1, 5) },
      fires: [],
      seconds: from + minutes(4),
      step,
      objective,
    },
  ];
};

/** One lost probe is one bad second; one lost scrape is no second at all. */
const quiet: AlertCases['cases'] = [99.98, 99.99].map((objective) => ({
  title: `at ${objective} % is silent on one lost probe and one lost scrape`,
  series: {
    [bad]: lose(counter(1000, [10, 0], [1, 1], [60, 0]), 30),
    [edgeSeconds('arb', 'us')]: lose(counter(0, [2, 0], [1, 1], [68, 0]), 3),
    [edgeSeconds('arb', 'eu', 'good')]: lose(counter(0, [10, 60], [1, 59], [60, 60]), 30),
  },
  fires: [],
  seconds: minutes(70),
  step,
  objective,
}));

const onlyBad: AlertCases['cases'][number] = {
  title: 'counts neither halted nor unknown seconds, nor those of our own edge',
  series: {
    [edgeSeconds('arb', 'eu', 'halted')]: counter(0, [30, 60]),
    [edgeSeconds('arb', 'eu', 'unknown')]: counter(0, [30, 60]),
    [bad]: counter(0, [30, 0]),
    [edgeSeconds('eth', 'eu')]: counter(0, [30, 60]),
  },
  fires: [],
  seconds: minutes(30),
  step,
};

/** A third of the bad seconds before a restart; then a lost scrape, a gap, old counters, a NaN. */
const rough = ({ labels, say }: Tier, third: number): AlertCases['cases'] => [
  {
    title: 'goes on counting over a lost scrape, a restart, and a gap of Prometheus',
    series: {
      [bad]: [
        ...lose(counter(0, [5, 0], [1, third], [3, 0]), 7),
        ...gone(2),
        ...counter(0, [2, 0], [1, third]),
        ...gauge([2, '_'], [1, 2 * third]),
      ],
    },
    fires: [{ from: minutes(18), until: minutes(18), labels, description: say(3 * third) }],
    seconds: minutes(18),
    step,
  },
  {
    title: 'takes no restart for badness, and no NaN for anything',
    series: {
      [bad]: [...counter(9000, [5, 0]), ...gone(2), Number.NaN, ...counter(0, [10, 0])],
      [edgeSeconds('arb', 'us')]: gauge([20, Number.NaN]),
    },
    fires: [],
    seconds: minutes(20),
    step,
  },
];

const absent: AlertCases['absent'] = { fires: [], seconds: 120 };

/** Fires at once with this outage, and holds until a minute after its short window is clean again. */
const resolves = ({ labels, say }: Tier, total: number, until: number): AlertCases['cases'][number] => ({
  title: 'ends when the short window is clean, though the long one is not',
  series: { [bad]: outage(total, until + 30) },
  fires: [{ from: minutes(11), until: minutes(until), labels, description: say(total) }],
  seconds: minutes(until + 30),
  step,
});

export const BudgetFastBurn: AlertCases = {
  cases: [
    // The guard decides at both: 14.4 times the budget is reached by 11 s and by 6 s of an hour.
    ...edgeOf(fast, 99.98, 60),
    ...edgeOf(fast, 99.99, 60),
    {
      title: 'fires for bad seconds that are scattered over the hour, two a minute',
      series: { [bad]: counter(0, [50, 2], [20, 0]) },
      fires: [{ from: minutes(30), until: minutes(54), labels: edge, description: fast.say(60) }],
      seconds: minutes(70),
      step,
    },
    {
      title: 'does not fire for what is over: a minute of badness, seen after five good ones',
      series: { [bad]: [0, ...gauge([6, '_']), ...gauge([1, 60], [10, 60])] },
      fires: [],
      seconds: minutes(18),
      step,
    },
    ...quiet,
    onlyBad,
    ...rough(fast, 20),
    resolves(fast, 60, 16),
  ],
  absent,
};

export const BudgetBurn: AlertCases = {
  cases: [
    ...edgeOf(burn, 99.98, 26),
    ...edgeOf(burn, 99.99, 13),
    ...edgeOf(burn, 90, 12_961),
    ...quiet,
    onlyBad,
    ...rough(burn, 9),
    resolves(burn, 26, 41),
  ],
  absent,
};

export const BudgetSlowBurn: AlertCases = {
  cases: [
    ...edgeOf(slow, 99.98, 52),
    ...edgeOf(slow, 99.99, 26),
    ...edgeOf(slow, 90, 25_921),
    ...quiet,
    onlyBad,
    ...rough(slow, 18),
    resolves(slow, 52, 131),
  ],
  absent,
};

export const BudgetCreep: AlertCases = {
  cases: [
    ...edgeOf(creep, 99.98, 52),
    ...edgeOf(creep, 99.99, 26),
    ...edgeOf(creep, 90, 25_921),
    ...quiet,
    onlyBad,
    ...rough(creep, 18),
    resolves(creep, 52, 371),
  ],
  absent,
};
