/** First: can the figures below be believed? What the chain confirms, what the books lack, and how fresh that is. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { treasuryLimits } from '../../../collector/policy/treasury.ts';
import type { BarsPanel, Row, StatPanel } from '../../kit/model.ts';
import { noLimit, onlyZero, unknownText, upTo } from '../../kit/states.ts';
import { runway } from './balance.ts';
import { booksPanels } from './books.ts';
import { lackingPanels } from './lacking.ts';
import { whileRead } from './read.ts';

const { treasuryUnreconciled, treasuryRows, treasuryScanTime } = metrics;

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
      'Transfers to or from an address of the treasury that no row of the books names, by the last final block that was read. Not known while that block is hours old.',
    healthy: '0, or one that came today.',
    act: 'Write the row that is missing; headwatch report pnl lists each payment with its transaction.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: onlyZero(),
  queries: [{ expr: whileRead(`sum(${sel(treasuryUnreconciled)})`), legend: 'unreconciled' }],
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
  title: 'Last block read, age',
  about: {
    shows:
      'How old the last final block is that was read for the treasury, by its own time: what came later has not been seen.',
    healthy: 'Some minutes; on Arbitrum, where blocks are final late, up to half an hour.',
    act: 'Older: nodes do not answer, or the final blocks of the chain stand still. What is said of the books is as old as that.',
  },
  unit: 's',
  decimals: 0,
  thresholds: upTo(treasuryLimits.unread),
  queries: [{ expr: `time() - max(${sel(treasuryScanTime)})`, legend: 'age' }],
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
export const proofRow = (treasury: FleetTreasury): Row => ({
  panels: [unreconciled, checked, states, runway, readAgo, ...lackingPanels(treasury), ...booksPanels],
});
