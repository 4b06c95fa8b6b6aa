/** For who keeps the books: how far the chain was read, and why no further. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import { treasuryLimits } from '../../../collector/policy/treasury.ts';
import type { Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { noLimit, unknownText, upTo } from '../../kit/states.ts';

const { treasuryScanAt, treasuryScanBehind, treasuryScanBlock, treasuryScanError } = metrics;

const upkeep = { noValue: unknownText, height: 6, drill: { title: 'Who watches', to: 'monitor' } } as const;

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

const asked: StatPanel = {
  ...upkeep,
  kind: 'stat',
  key: 'treasury asked',
  title: 'Nodes last asked without an error, ago',
  width: 8,
  about: {
    shows: 'How long ago a node of ours was last asked for everything without an error, whatever it had to tell.',
    healthy: 'A minute or two.',
    act: 'Young, while the last block read is hours old: the final blocks of the chain stand still.',
  },
  unit: 's',
  decimals: 0,
  thresholds: upTo(treasuryLimits.unread),
  queries: [{ expr: `time() - max(${sel(treasuryScanAt)})`, legend: 'ago' }],
};

export const upkeepRow: Row = { title: 'Keeping the books', panels: [scan, scanError, asked] };
