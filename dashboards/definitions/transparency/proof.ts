/** First: can the figures below be believed? What the chain confirms, what the books lack, and how fresh that is. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetTreasury } from '../../../collector/config/fleet.ts';
import { formatSeconds } from '../../../collector/policy/duration.ts';
import { treasuryLimits } from '../../../collector/policy/treasury.ts';
import type { BarsPanel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { colors, limit, noLimit, unknownText } from '../../kit/states.ts';
import { whileRead } from './read.ts';

const {
  treasuryUnreconciled,
  treasuryUnreconciledSince,
  treasuryUnreconciledValue,
  treasuryRows,
  treasuryRunway,
  treasuryScanAt,
  treasuryScanBehind,
  treasuryScanBlock,
  treasuryScanError,
  treasuryIgnored,
  treasuryProblems,
} = metrics;

const base = {
  noValue: unknownText,
  drill: { title: 'What was promised', to: 'sla' },
} as const;

const stat = { ...base, kind: 'stat', width: 4, height: 5 } as const;

const unreconciled: StatPanel = {
  ...stat,
  key: 'treasury unreconciled',
  title: 'Payments that the books lack',
  about: {
    shows:
      'Transfers to or from an address of the treasury that no row of the books names, by the last final block that was read. Not known while the chain has not been read for hours.',
    healthy: '0, or one that came today.',
    act: 'Write the row that is missing; headwatch report pnl lists each payment with its transaction.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: limit(1),
  queries: [{ expr: whileRead(`sum(${sel(treasuryUnreconciled)})`), legend: 'unreconciled' }],
};

const runway: StatPanel = {
  ...stat,
  key: 'treasury runway',
  title: 'Runway, months',
  about: {
    shows: 'How many months the balance lasts at the mean expense of the last three complete months.',
    healthy: 'More than three.',
    act: 'Below three: ask for dues that are due, or spend less; it takes weeks until either is felt.',
  },
  unit: 'none',
  decimals: 1,
  thresholds: [
    { from: null, color: colors.bad },
    { from: treasuryLimits.shortMonths, color: colors.warn },
    { from: 3, color: colors.plain },
  ],
  queries: [{ expr: `max(${sel(treasuryRunway)})`, legend: 'months' }],
};

const checked: StatPanel = {
  ...stat,
  key: 'treasury rows verified',
  title: 'Rows that the chain confirms',
  about: {
    shows:
      'Share of the rows of the books that name a transaction of which the chain says the same: token, recipient, amount, final.',
    healthy: '100 %, a little less while the newest are not final.',
    act: 'See the rows by what the chain says of them: unknown is not wrong, a mismatch is.',
  },
  unit: 'percentunit',
  decimals: 1,
  thresholds: noLimit,
  queries: [
    {
      expr: whileRead(
        `sum(${sel(treasuryRows, { state: 'verified' })}) / (sum(${sel(treasuryRows, { state: ['verified', 'mismatch', 'unknown'] })}) > 0)`,
      ),
      legend: 'verified',
    },
  ],
};

const readAgo: StatPanel = {
  ...stat,
  key: 'treasury read',
  title: 'Chain read, ago',
  about: {
    shows: 'How long ago a node of ours was last asked for everything without an error.',
    healthy: 'Some minutes.',
    act: 'Older: the node is behind, or does not answer; what is said of the books is as old as that.',
  },
  unit: 's',
  decimals: 0,
  thresholds: limit(treasuryLimits.unread / 2, treasuryLimits.unread),
  queries: [{ expr: `time() - max(${sel(treasuryScanAt)})`, legend: 'ago' }],
};

const states: BarsPanel = {
  ...base,
  kind: 'bars',
  key: 'treasury rows',
  title: 'Rows by what the chain says',
  width: 8,
  height: 5,
  about: {
    shows:
      'Rows of the books: confirmed by the chain, in contradiction to it, not known yet (not final, or no node can tell), or without a transaction.',
    healthy: 'No mismatch.',
    act: 'A mismatch: headwatch report pnl names the row and what the chain has instead. Correct it by a reversing row.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [{ expr: whileRead(`sum by ${by(treasuryRows, 'state')} (${sel(treasuryRows)})`), legend: '{{state}}' }],
};

/** Whether to believe the rest. */
export const proofRow = ({ currency }: FleetTreasury): Row => ({
  panels: [
    unreconciled,
    checked,
    states,
    runway,
    readAgo,
    {
      ...base,
      kind: 'table',
      key: 'treasury unreconciled by direction',
      title: 'What the books lack, by direction',
      width: 12,
      height: 5,
      about: {
        shows: `Payments that the chain has and the books lack: to us, by us, or between two addresses of ours; their worth in ${currency} where a fresh price is known.`,
        healthy: '0 each.',
        act: `Older than ${formatSeconds(treasuryLimits.unreconciled)}: somebody forgot it. Write the row, or say in the report what it is.`,
      },
      unit: 'none',
      thresholds: noLimit,
      by: { direction: 'Direction' },
      columns: [
        {
          title: 'Payments',
          unit: 'none',
          decimals: 0,
          expr: whileRead(`sum by ${by(treasuryUnreconciled, 'direction')} (${sel(treasuryUnreconciled)})`),
        },
        {
          title: `Worth, ${currency}`,
          unit: 'none',
          decimals: 2,
          expr: whileRead(`sum by ${by(treasuryUnreconciledValue, 'direction')} (${sel(treasuryUnreconciledValue)})`),
        },
      ],
    },
    {
      ...base,
      kind: 'stat',
      key: 'treasury unreconciled age',
      title: 'Oldest payment that the books lack, ago',
      width: 6,
      height: 5,
      noValue: '? none known',
      about: {
        shows: 'How long ago the oldest payment was made that no row names.',
        healthy: `Less than ${formatSeconds(treasuryLimits.unreconciled)}.`,
        act: 'Write its row. The alert TreasuryUnreconciled names the same payment.',
      },
      unit: 's',
      decimals: 0,
      thresholds: [
        { from: null, color: colors.plain },
        { from: treasuryLimits.unreconciled, color: colors.warn },
      ],
      queries: [{ expr: whileRead(`time() - min(${sel(treasuryUnreconciledSince)})`), legend: 'ago' }],
    },
    {
      ...base,
      kind: 'bars',
      key: 'treasury ignored',
      title: 'What arrived and is no money',
      width: 6,
      height: 5,
      about: {
        shows: 'Transfers that count nowhere: tokens that fleet.yaml does not name, amounts of zero, dust.',
        healthy: 'Any number: anybody can send such things to anybody.',
        act: 'Never send anything to an address that stands in one of them: they are made to be copied by mistake.',
      },
      unit: 'none',
      decimals: 0,
      thresholds: noLimit,
      queries: [{ expr: `sum by ${by(treasuryIgnored, 'why')} (${sel(treasuryIgnored)})`, legend: '{{why}}' }],
    },
  ],
});

const upkeep = { ...base, height: 6, drill: { title: 'Who watches', to: 'monitor' } } as const;

const scan: StatPanel = {
  ...upkeep,
  kind: 'stat',
  key: 'treasury scan',
  title: 'Blocks read',
  width: 8,
  about: {
    shows: 'The last final block that was read for transfers, and final blocks that are yet to be read.',
    healthy: 'Few are behind; after the first start it catches up.',
    act: 'It does not fall: see why the last round was not finished.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  named: true,
  queries: [
    { expr: `max(${sel(treasuryScanBlock)})`, legend: 'read up to' },
    { expr: `max(${sel(treasuryScanBehind)})`, legend: 'behind' },
  ],
};

const scanError: TablePanel = {
  ...upkeep,
  kind: 'table',
  key: 'treasury scan error',
  title: 'Why the last round was not finished',
  width: 8,
  noValue: '? none known',
  about: {
    shows: 'The reason for which the last round over the chain could not be finished.',
    healthy: 'An empty table, with a chain that was read minutes ago.',
    act: 'Nothing is lost: the next round goes on where this one stopped. See the node that is asked.',
  },
  unit: 'none',
  thresholds: noLimit,
  by: { reason: 'Reason' },
  columns: [
    {
      title: 'Now',
      unit: 'none',
      decimals: 0,
      expr: `max by ${by(treasuryScanError, 'reason')} (${sel(treasuryScanError)})`,
    },
  ],
};

const problems: StatPanel = {
  ...upkeep,
  kind: 'stat',
  key: 'treasury problems',
  title: 'What is wrong with the books themselves',
  width: 8,
  about: {
    shows: 'Faults of the files: a line that cannot be read, an id twice, an amount that is none.',
    healthy: '0.',
    act: 'headwatch check lists each with file, line and column.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: limit(1),
  queries: [{ expr: `max(${sel(treasuryProblems)})`, legend: 'problems' }],
};

/** For who keeps the books. */
export const upkeepRow: Row = { title: 'Keeping the books', panels: [scan, scanError, problems] };
