/**
 * States as numbers in a query and as text, icon and colour on a panel. Code 0 is always "nobody knows": an absent
 * series falls back to it and can therefore never look healthy. A higher code of the same scale is worse.
 */
import type { ChainVerdict, EdgeState, NodeVerdict } from '../../collector/catalogue/labels.ts';
import { verdictCodes } from '../../collector/catalogue/verdictCodes.ts';
import type { StateText, Threshold } from './model.ts';

/** Grafana's named colours; each state also differs by icon and word. */
export const colors = { good: 'green', warn: 'orange', bad: 'red', unknown: 'purple', plain: 'blue' } as const;

export const unknownText = '? UNKNOWN';

export const state = (code: number, text: string, color: string): StateText => ({ from: code, to: code, text, color });

export const unknownState = state(0, unknownText, colors.unknown);

type Codes<V extends string> = Readonly<Record<V, StateText>>;

const scaleOf = <V extends string>(codes: Codes<V>): readonly StateText[] =>
  Object.values<StateText>(codes).toSorted((a, b) => a.from - b.from);

export const nodeCodes: Codes<NodeVerdict> = {
  unknown: unknownState,
  ok: state(verdictCodes.ok, '✔ OK', colors.good),
  lagging: state(verdictCodes.lagging, '▲ LAGGING', colors.warn),
  syncing: state(verdictCodes.syncing, '▲ SYNCING', colors.warn),
  stalled: state(verdictCodes.stalled, '✖ STALLED', colors.bad),
  diverged: state(verdictCodes.diverged, '✖ DIVERGED', colors.bad),
  wrong_chain: state(verdictCodes.wrong_chain, '✖ WRONG CHAIN', colors.bad),
  unreachable: state(verdictCodes.unreachable, '✖ UNREACHABLE', colors.bad),
};
export const nodeScale = scaleOf(nodeCodes);

export const edgeCodes: Codes<EdgeState> = {
  unknown: unknownState,
  good: state(1, '✔ UP', colors.good),
  halted: state(2, '■ CHAIN HALTED', colors.warn),
  bad: state(3, '✖ DOWN', colors.bad),
};
/** Where no vantage speaks for a region. */
export const notMeasured = state(4, '– NOT MEASURED', colors.unknown);
export const edgeScale = scaleOf(edgeCodes);

export const chainCodes: Codes<ChainVerdict> & { readonly unknown: StateText } = {
  unknown: unknownState,
  live: state(1, '✔ LIVE', colors.good),
  unverifiable: state(2, '? UNVERIFIABLE', colors.unknown),
  halted: state(3, '■ HALTED, not us', colors.warn),
};
export const chainScale = scaleOf(chainCodes);

/** For 0/1 series where 1 is good. */
export const answerScale: readonly StateText[] = [state(0, '✖ NO', colors.bad), state(1, '✔ YES', colors.good)];

/** For 0/1 series where 1 is bad. */
export const flagScale: readonly StateText[] = [state(0, '✔ NO', colors.good), state(1, '✖ YES', colors.bad)];

/** Colour comes from the mappings; whatever they miss is unknown, never green. */
export const stateThresholds: readonly Threshold[] = [{ from: null, color: colors.unknown }];

/** A plain quantity without a limit. */
export const noLimit: readonly Threshold[] = [{ from: null, color: colors.plain }];

/** Good below `warn`, bad from `bad` on. */
export const limit = (warn: number, bad?: number): readonly Threshold[] => [
  { from: null, color: colors.good },
  { from: warn, color: colors.warn },
  ...(bad === undefined || bad <= warn ? [] : [{ from: bad, color: colors.bad }]),
];

/** Bad from there on, and to be looked at from half of it. */
export const upTo = (bad: number): readonly Threshold[] => limit(bad / 2, bad);

/** The same to either side of zero. */
export const within = (bad: number): readonly Threshold[] => [
  { from: null, color: colors.bad },
  { from: -bad, color: colors.warn },
  { from: -bad / 2, color: colors.good },
  { from: bad / 2, color: colors.warn },
  { from: bad, color: colors.bad },
];

/** Only zero is good. Rates and shares come in fractions, so that "more than zero" is the least that a panel shows. */
export const onlyZero = (bad?: number): readonly Threshold[] => limit(0.001, bad);

/** Bad below it. */
export const least = (good: number): readonly Threshold[] => [
  { from: null, color: colors.bad },
  { from: good, color: colors.good },
];

/** All of something, as a share. */
export const whole = 1;
