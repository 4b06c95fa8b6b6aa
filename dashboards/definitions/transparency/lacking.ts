/** Payments that the chain has and the books lack, and what is not judged, or is no money at all. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { formatSeconds } from '../../../collector/policy/duration.ts';
import { treasuryLimits } from '../../../collector/policy/treasury.ts';
import type { BarsPanel, Panel, StatPanel, TablePanel } from '../../kit/model.ts';
import { colors, noLimit, unknownText } from '../../kit/states.ts';
import { whileRead } from './read.ts';

const { treasuryUnreconciled, treasuryUnreconciledSince, treasuryUnreconciledValue, treasuryIgnored } = metrics;

const base = {
  noValue: unknownText,
  height: 5,
  drill: { title: 'What was promised', to: 'sla' },
} as const;

const byDirection = ({ currency }: FleetTreasury): TablePanel => ({
  ...base,
  kind: 'table',
  key: 'treasury unreconciled by direction',
  title: 'What the books lack, by direction',
  width: 12,
  about: {
    shows: `Payments that the chain has and the books lack: to us, by us, or between two addresses of ours; their worth in ${currency}, of those coins that have a fresh price.`,
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
});

const age: StatPanel = {
  ...base,
  kind: 'stat',
  key: 'treasury unreconciled age',
  title: 'Oldest payment that the books lack, ago',
  width: 6,
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
};

const ignored: BarsPanel = {
  ...base,
  kind: 'bars',
  key: 'treasury ignored',
  title: 'What arrived and is no money',
  width: 6,
  about: {
    shows: 'Transfers that count nowhere: tokens that fleet.yaml does not name, amounts of zero, dust.',
    healthy: 'Any number: anybody can send such things to anybody.',
    act: 'Never send anything to an address that stands in one of them: they are made to be copied by mistake.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [{ expr: whileRead(`sum by ${by(treasuryIgnored, 'why')} (${sel(treasuryIgnored)})`), legend: '{{why}}' }],
};

export const lackingPanels = (treasury: FleetTreasury): readonly Panel[] => [byDirection(treasury), age, ignored];
