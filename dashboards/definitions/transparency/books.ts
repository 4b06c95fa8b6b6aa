/** What the books themselves are fit for: whether they have a fault, and whether git says that old rows are as they were. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import type { TreasuryBookState } from '../../../collector/catalogue/treasury.ts';
import type { Panel, StateText, StatPanel } from '../../kit/model.ts';
import { coded } from '../../kit/queries.ts';
import { colors, noLimit, onlyZero, state, stateThresholds, unknownState, unknownText } from '../../kit/states.ts';
import { whileRead } from './read.ts';

const { treasuryBooks, treasuryProblems, treasuryHeldBack } = metrics;

const base = {
  kind: 'stat',
  noValue: unknownText,
  width: 8,
  height: 4,
  unit: 'none',
  decimals: 0,
  drill: { title: 'What was promised', to: 'sla' },
} as const;

const texts: Readonly<Record<TreasuryBookState, StateText>> = {
  proven: state(1, '✔ IN ORDER, old rows held against git', colors.good),
  unproven: state(2, '▲ IN ORDER, old rows NOT held against git', colors.warn),
  none: state(3, '– NOT BEGUN', colors.unknown),
  faulty: state(4, '✖ FAULTY, nothing is added up', colors.bad),
  unreadable: state(5, '✖ NOT TO BE READ', colors.bad),
};

// The keys of a literal.
const states = Object.keys(texts) as TreasuryBookState[];

const fit: StatPanel = {
  ...base,
  key: 'treasury books',
  title: 'The books',
  about: {
    shows:
      'Whether the books have a fault, and whether their old rows were held against every version that git has. Sums of books with a fault are not told: they may be anything.',
    healthy: '✔ IN ORDER, old rows held against git.',
    act: 'NOT held against git: the books are in no repository here, or git is not there; a row may have been changed. FAULTY: see TreasuryBooksFaulty.',
  },
  thresholds: stateThresholds,
  states: [unknownState, ...states.map((each) => texts[each])],
  queries: [
    {
      expr: coded(states.map((each) => [texts[each], sel(treasuryBooks, { state: each })])),
      legend: 'the books',
    },
  ],
};

const problems: StatPanel = {
  ...base,
  key: 'treasury problems',
  title: 'Faults of the books',
  about: {
    shows:
      'What is wrong with the books themselves: a line that cannot be read, an id twice, an amount that is none, a row that was changed after it was committed.',
    healthy: '0.',
    act: 'headwatch check lists each with file, line and column.',
  },
  thresholds: onlyZero(),
  queries: [{ expr: `max(${sel(treasuryProblems)})`, legend: 'faults' }],
};

const heldBack: StatPanel = {
  ...base,
  key: 'treasury held back',
  title: 'Differences not judged',
  about: {
    shows:
      'Differences of balances about which nothing is said, because they may be what rows mean that no node of ours can tell of: neither in order nor missing.',
    healthy: '0.',
    act: 'A row with an old or a wrong hash: an archive node can tell of the one, a reversing row mends the other.',
  },
  thresholds: noLimit,
  queries: [{ expr: whileRead(`max(${sel(treasuryHeldBack)})`), legend: 'not judged' }],
};

export const booksPanels: readonly Panel[] = [fit, problems, heldBack];
