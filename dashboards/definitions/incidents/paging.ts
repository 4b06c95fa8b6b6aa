/** Whether a page can go out: armed, proven, and the router's own beat. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import type { Panel, Row } from '../../kit/model.ts';
import { orUnknown } from '../../kit/queries.ts';
import { colors, noLimit, state, stateThresholds, unknownState, unknownText, upTo } from '../../kit/states.ts';

const base = {
  height: 7,
  noValue: unknownText,
  drill: { title: 'The monitor itself', to: 'monitor' },
} as const;

const pagingScale = [
  unknownState,
  state(1, '✔ ARMED, PROVEN', colors.good),
  state(2, '▲ ARMED, NOT PROVEN', colors.warn),
  state(3, '✖ NOT ARMED', colors.bad),
];

const armed = `max(${sel(metrics.pagingArmed)})`;
/** 1 with a proof that is young enough; without any it is as old as can be. */
const isProven = `((max(${sel(metrics.pagingProven, { proof: 'accepted' })}) or vector(0)) > bool (time() - ${limits.provenLate}))`;

const paging: Panel = {
  ...base,
  kind: 'stat',
  key: 'paging',
  title: 'Paging',
  width: 8,
  about: {
    shows: 'Whether a page can go out, and whether PagerDuty has lately taken an event with the key that is in place.',
    healthy: '✔ ARMED, PROVEN. That a phone rings is proven by a live drill only.',
    act: '▲ NOT PROVEN: see the deliveries to PagerDuty. ✖ NOT ARMED: the key is missing, or this is a trial week.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: pagingScale,
  queries: [
    {
      expr: orUnknown(`(3 * (${armed} == bool 0) + (${armed} == bool 1) * (2 - ${isProven}))`),
      legend: 'paging',
    },
  ],
};

const pagingProven: Panel = {
  ...base,
  kind: 'stat',
  key: 'paging proven',
  title: 'Paging path last proven, ago',
  width: 8,
  about: {
    shows: 'How long ago PagerDuty last accepted an event of the router, and a person last heard a test page.',
    healthy: `accepted: within a day. heard: within the weeks that you have agreed on.`,
    act: 'headwatch drill --live sends a real test page and asks whether it rang.',
  },
  unit: 's',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: `time() - max by ${by(metrics.pagingProven, 'proof')} (${sel(metrics.pagingProven)})`,
      legend: '{{proof}}',
    },
  ],
};

const deadman: Panel = {
  ...base,
  kind: 'stat',
  key: 'deadman',
  title: "Router's dead man's beat, ago",
  width: 8,
  about: {
    shows:
      "How long ago the router's own dead man's URL took a beat. It is sent only while everything owed is delivered.",
    healthy: `Below ${limits.beatEvery} s and a little. ? UNKNOWN where fleet.yaml names no such URL, or it never took one.`,
    act: 'The log of the router says why there is none. The outside watcher calls for help by itself.',
  },
  unit: 's',
  decimals: 0,
  thresholds: upTo(limits.beatLate),
  queries: [{ expr: `time() - max(${sel(metrics.deadmanBeat)})`, legend: 'beat' }],
};

export const ringingRow: Row = { title: 'Paging', panels: [paging, pagingProven, deadman] };
