/** The report as tables (RFC 4180): every movement, sums and balances. */
import { csv } from '../../alerts/ledger/report/csv.ts';
import type { MonthReport } from './model.ts';

export const movementsCsv = ({ movements, currency }: MonthReport): string =>
  csv(
    [
      'id',
      'date',
      'kind',
      'category',
      'party',
      'counterparty',
      'amount',
      'currency',
      `value_${currency.toLowerCase()}`,
      'price',
      'price_source',
      'tx',
      'link',
      'reference',
      'service_month',
      'reverses',
      'reversed_by',
      'state',
      'why',
      'found',
      'note',
    ],
    movements.map((row) => [
      row.id,
      row.date,
      row.kind,
      row.category,
      row.party,
      row.counterparty,
      row.amount,
      row.currency,
      row.value,
      row.price,
      row.priceSource,
      row.tx,
      row.link,
      row.reference,
      row.serviceMonth,
      row.reverses,
      row.reversedBy,
      row.state,
      row.why,
      row.found,
      row.note,
    ]),
  );

export const sumsCsv = ({ sums, month, currency }: MonthReport): string =>
  csv(
    ['month', 'kind', 'category', 'currency', 'rows', 'amount', `value_${currency.toLowerCase()}`],
    sums.map((sum) => [month, sum.kind, sum.category, sum.currency, sum.rows, sum.amount, sum.value]),
  );

export const balancesCsv = ({ balances, month }: MonthReport): string =>
  csv(
    [
      'month',
      'currency',
      'opening',
      'in',
      'dust',
      'out',
      'gas',
      'closing',
      'chain',
      'difference',
      'verdict',
      'why',
      'corrected_by',
    ],
    balances.map((row) => [
      month,
      row.currency,
      row.opening,
      row.in,
      row.dust,
      row.out,
      row.gas,
      row.closing,
      row.chain,
      row.difference,
      row.verdict,
      row.why,
      row.correctedBy === null ? null : row.correctedBy.join(' '),
    ]),
  );
