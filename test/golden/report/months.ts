/** Hand-made months of the example fleet, with every kind of thing a report must say. */

import type {
  Evidence,
  Figures,
  IntervalRecord,
  MaintenanceRecord,
  MonthFigures,
  ReclassifyEntry,
  SecondsByFault,
} from '../../../alerts/ledger/model.ts';
import type { KnownIncident } from '../../../alerts/ledger/report/times.ts';
import type { Cause, EdgeFault } from '../../../collector/catalogue/labels.ts';

export const october = Date.UTC(2026, 9) / 1000;
export const octoberSeconds = 31 * 86_400;
/** A time in October 2026, UTC. */
export const at = (day: number, hour = 0, minute = 0, second = 0): number =>
  Date.UTC(2026, 9, day, hour, minute, second) / 1000;

const none: SecondsByFault = { no_http: 0, bad_answer: 0, stale: 0, journey: 0 };
const noEvidence: Evidence = {
  causes: {},
  nodes: {},
  references: { answered: 2, asked: 2 },
  chain: 'live',
  otherRegions: {},
  blind: 0,
};

export const figures = (
  region: string,
  seconds: { readonly bad?: number; readonly halted?: number; readonly unknown?: number; readonly missing?: number },
  more: { readonly faults?: Partial<SecondsByFault>; readonly maintenance?: number; readonly upstream?: number } = {},
): Figures => {
  const { bad = 0, halted = 0, unknown = 0, missing = 0 } = seconds;
  return {
    region,
    seconds: { good: octoberSeconds - missing - bad - halted - unknown, bad, halted, unknown },
    faults: { ...none, ...more.faults },
    maintenance: more.maintenance ?? 0,
    upstream: more.upstream ?? 0,
    excluded: (more.maintenance ?? 0) + (more.upstream ?? 0),
  };
};

interface IntervalInput {
  readonly region: string;
  readonly state: IntervalRecord['state'];
  readonly from: number;
  readonly to: number;
  readonly seconds?: number;
  readonly fault?: EdgeFault;
  readonly cause: Cause;
  readonly evidence?: Partial<Evidence>;
  readonly reclassified?: readonly Omit<ReclassifyEntry, 'v' | 'type' | 'of'>[];
}

export const interval = (input: IntervalInput): IntervalRecord => {
  const { region, state, from, to, seconds = to - from, fault, cause, reclassified = [] } = input;
  const id = `arb/${region}/${state}/${from}`;
  return {
    id,
    edge: 'arb',
    region,
    state,
    from,
    to,
    seconds,
    faults: fault === undefined ? none : { ...none, [fault]: seconds },
    cause,
    counts: reclassified.at(-1)?.cause ?? cause,
    evidence: { ...noEvidence, ...input.evidence },
    reclassified: reclassified.map((entry) => ({ v: 1, type: 'reclassify', of: id, ...entry })),
  };
};

const base: MonthFigures = {
  edge: 'arb',
  month: '2026-10',
  monthSeconds: octoberSeconds,
  objectivePpm: 999_800,
  budgetSeconds: 535.68,
  settledTo: october + octoberSeconds,
  knownTo: october + octoberSeconds,
  any: figures('any', {}),
  all: figures('all', {}),
  regions: [figures('eu', {}), figures('us', {}), figures('ap', {})],
  notMeasured: [],
  intervals: [],
  maintenance: [],
};

const upgrade: MaintenanceRecord = {
  v: 1,
  type: 'maintenance',
  id: 'm1',
  scope: 'edge:arb',
  regions: ['eu'],
  from: at(20, 6),
  to: at(20, 7),
  reason: 'Nitro upgrade of arb-eu behind https://203.0.113.7:8547/key, see | notes',
  author: '@mike',
  at: at(17, 12),
  ended: at(20, 6, 40),
  counts: true,
  countsTo: at(20, 7),
  badSeconds: 45,
};
const disk: MaintenanceRecord = {
  ...upgrade,
  id: 'm2',
  scope: 'node:arb-us',
  regions: [],
  from: at(22, 6),
  to: at(22, 8),
  ended: at(22, 8),
  reason: 'bigger disk for arb-us at rack.us.internal.example.net',
  author: 'mike',
  at: at(22, 5, 59),
  counts: false,
  countsTo: at(22, 8),
  badSeconds: 0,
};

/** Missed raw, kept without the seconds of the chain. */
export const eventful: MonthFigures = {
  ...base,
  any: figures(
    'any',
    { bad: 241, halted: 600, unknown: 75 },
    { faults: { no_http: 45, bad_answer: 42, stale: 124, journey: 30 }, maintenance: 45, upstream: 600 },
  ),
  all: figures('all', { halted: 600 }, { upstream: 600 }),
  regions: [
    figures(
      'eu',
      { bad: 211, halted: 600, unknown: 15 },
      { faults: { no_http: 45, bad_answer: 42, stale: 124 }, maintenance: 45, upstream: 600 },
    ),
    figures('us', { bad: 30, halted: 600, unknown: 60 }, { faults: { journey: 30 }, upstream: 600 }),
    figures('ap', { halted: 600 }, { upstream: 600 }),
  ],
  intervals: [
    interval({
      region: 'eu',
      state: 'bad',
      from: at(3, 4, 12, 33),
      to: at(3, 4, 14, 37),
      fault: 'stale',
      cause: 'own_node',
      evidence: {
        causes: { own_node: 119, unattributed: 5 },
        nodes: { 'arb-eu': { verdict: 'stalled', seconds: 120 }, 'arb-us': { verdict: 'ok', seconds: 124 } },
        otherRegions: { us: 0, ap: 0 },
      },
    }),
    interval({
      region: 'eu',
      state: 'bad',
      from: at(9, 23, 59, 40),
      to: at(10, 0, 0, 22),
      fault: 'bad_answer',
      cause: 'unattributed',
      evidence: { references: { answered: 0, asked: 2 }, chain: 'unverifiable', otherRegions: { us: 12, ap: 0 } },
      reclassified: [
        { cause: 'edge', author: 'mike', reason: 'incident page of the CDN | 2026-10-10', at: at(12, 9) },
        { cause: 'network', author: 'jo_e', reason: 'traceroute from arb-ref-1 says so', at: at(13, 10, 30) },
      ],
    }),
    ...['eu', 'us', 'ap'].map((region) =>
      interval({
        region,
        state: 'halted',
        from: at(15, 11),
        to: at(15, 11, 10),
        cause: 'upstream_chain',
        evidence: { causes: { upstream_chain: 600 }, chain: 'halted', otherRegions: {} },
      }),
    ),
    interval({ region: 'us', state: 'unknown', from: at(18, 1), to: at(18, 1, 1), cause: 'monitor' }),
    interval({
      region: 'eu',
      state: 'unknown',
      from: at(18, 1),
      to: at(18, 1, 1),
      seconds: 15,
      cause: 'monitor',
      evidence: { blind: 9 },
    }),
    interval({
      region: 'eu',
      state: 'bad',
      from: at(20, 6, 10),
      to: at(20, 6, 10, 45),
      fault: 'no_http',
      cause: 'maintenance',
    }),
    interval({
      region: 'us',
      state: 'bad',
      from: at(25, 17, 0, 5),
      to: at(25, 17, 0, 35),
      fault: 'journey',
      cause: 'own_l1',
      evidence: { nodes: { 'arb-us': { verdict: 'ok', seconds: 30 } } },
    }),
  ],
  maintenance: [disk, upgrade],
};

/** Few bad seconds, but half the month was before the ledger began. */
export const youngLedger: MonthFigures = {
  ...base,
  any: figures('any', { bad: 3, missing: 15 * 86_400 }, { faults: { no_http: 3 } }),
  all: figures('all', { bad: 3, missing: 15 * 86_400 }, { faults: { no_http: 3 } }),
  regions: [figures('eu', { bad: 3, missing: 15 * 86_400 }, { faults: { no_http: 3 } })],
  notMeasured: ['us', 'ap'],
  intervals: [
    interval({
      region: 'eu',
      state: 'bad',
      from: at(28, 2),
      to: at(28, 2, 0, 3),
      fault: 'no_http',
      cause: 'unattributed',
    }),
  ],
};

/** The month is not over. */
export const provisional: MonthFigures = {
  ...base,
  settledTo: at(10, 23, 50),
  knownTo: at(11),
  any: figures('any', { missing: 21 * 86_400 }),
  all: figures('all', { missing: 21 * 86_400 }),
  regions: [figures('eu', { missing: 21 * 86_400 })],
};

export const quiet: MonthFigures = base;

const incident = (input: Partial<KnownIncident> & Pick<KnownIncident, 'id' | 'openedAt'>): KnownIncident => ({
  scope: 'edge:arb',
  region: 'eu',
  peak: 'page',
  headline: 'EdgeDown',
  resolvedAt: null,
  acknowledgedAt: null,
  ...input,
});

export const incidents: readonly KnownIncident[] = [
  incident({
    id: '2026-10-03-1',
    openedAt: at(3, 4, 12, 55) + 0.4,
    acknowledgedAt: at(3, 4, 14, 1),
    resolvedAt: at(3, 4, 16),
  }),
  incident({ id: '2026-10-09-1', openedAt: at(10, 0, 0, 2), resolvedAt: at(10, 0, 2), region: 'all' }),
  incident({
    id: '2026-10-22-1',
    openedAt: at(22, 6),
    resolvedAt: at(22, 7),
    peak: 'warning',
    headline: 'NodeUnreachable',
  }),
  incident({ id: '2026-10-25-1', openedAt: at(25, 17, 0, 27), region: 'us' }),
  incident({ id: '2026-10-25-2', openedAt: at(25, 17, 0, 27), scope: 'edge:eth', region: 'us' }),
];
