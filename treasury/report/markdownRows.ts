/** The report's long tables: every movement, and every payment that the books lack. */
import { plain, table } from '../../alerts/ledger/report/markdownParts.ts';
import type { MonthReport, ReportedMovement, ReportedPayment } from './model.ts';
import { categoryWords, mismatchWords, stateWords } from './words.ts';

const short = (hash: string): string => `${hash.slice(0, 8)}…${hash.slice(-4)}`;

const txCell = (tx: string | null, link: string | null): string => {
  if (tx === null) return '';
  return link === null ? short(tx) : `[${short(tx)}](${link})`;
};

const proofCell = ({ tx, link, reference, reverses }: ReportedMovement): string =>
  [
    txCell(tx, link),
    reference === null ? '' : plain(reference),
    reverses === null ? '' : `takes back ${plain(reverses)}`,
  ]
    .filter((text) => text !== '')
    .join(', ');

const stateCell = ({ state, why, found, reversedBy }: ReportedMovement): string => {
  if (reversedBy !== null) return `taken back by ${plain(reversedBy)}`;
  if (state !== 'mismatch') return stateWords[state];
  return `**${stateWords[state]}**${why === null ? '' : `: ${mismatchWords[why]}`}${found === null ? '' : ` (${plain(found)})`}`;
};

const partyCell = ({ party, counterparty, counterpartyLink: link }: ReportedMovement): string =>
  counterparty === null ? plain(party) : `${plain(party)} (${txCell(counterparty, link)})`;

/** Of an address its ends: it links, or stands in movements.csv, whole. */
const sourceWords = (source: string | null): string =>
  plain((source ?? '').replaceAll(/0x[0-9a-f]{40}\b/gi, (address) => short(address)));

const signs = { income: '+', expense: '−', transfer: '' } as const;

const amountCell = ({ kind, amount, currency }: ReportedMovement): string => {
  // What is taken back goes the other way.
  const sign = amount.startsWith('-') ? { income: '−', expense: '+', transfer: '−' }[kind] : signs[kind];
  return `${sign}${amount.replace(/^-/, '')} ${currency}`;
};

const valueCell = ({ value, price, priceSource, currency }: ReportedMovement, base: string): string => {
  if (value === null) return 'no price';
  return price === null || currency === base ? value : `${value} (at ${price}, ${sourceWords(priceSource)})`;
};

export const movementTable = ({ movements, currency, month }: MonthReport): string =>
  movements.length === 0
    ? 'None was booked.'
    : table(
        ['date', 'id', 'for', 'party', 'proof', 'chain', 'note', 'amount', `value in ${currency}`],
        movements.map((row) => [
          row.date,
          plain(row.id),
          `${categoryWords[row.category]}${row.serviceMonth === month ? '' : ` (${row.serviceMonth})`}`,
          partyCell(row),
          proofCell(row),
          stateCell(row),
          plain(row.note),
          amountCell(row),
          valueCell(row, currency),
        ]),
        7,
      );

const directionWords = { in: 'came', out: 'went', own: 'between own addresses' } as const;

export const paymentTable = (payments: readonly ReportedPayment[]): string =>
  table(
    ['date', '', 'address', 'other side', 'transaction', 'amount'],
    payments.map(({ date, after, direction, address, counterparty, tx, link, amount, currency }) => [
      after === null ? date : `${after} to ${date}`,
      directionWords[direction],
      plain(address),
      counterparty === null ? 'not known' : short(counterparty),
      tx === null ? 'not known: the balance differs' : txCell(tx, link),
      `${amount} ${currency}`,
    ]),
    5,
  );
