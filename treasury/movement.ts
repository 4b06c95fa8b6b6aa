/** A row of text as a movement, with everything that is wrong with it. */
import type { Currencies } from './currencies.ts';
import { type LedgerColumn, type LedgerRow, shown } from './ledgerLines.ts';
import { type BookProblem, type Movement, type MovementCategory, type MovementKind, movementKinds } from './model.ts';
import { type Amount, type Currency, parseAmount, parsePrice } from './money.ts';
import { isDay, monthOf, monthPattern } from './months.ts';

/** What each kind may be for; `own` is neither earned nor spent. */
export const categoriesOf: Readonly<Record<MovementKind, readonly MovementCategory[]>> = {
  income: ['dues', 'other', 'own'],
  expense: ['fixed', 'support', 'research', 'own'],
  transfer: ['own'],
};

export interface RowContext {
  readonly currencies: Currencies;
  /** Code of the fiat that figures are told in. */
  readonly base: string;
  /** Chain that transactions are on. */
  readonly chain: string;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  /** Month that a row served, by id: a row that takes it back takes back that one. */
  readonly servedBy: ReadonlyMap<string, string>;
}

export interface ReadRow {
  /** Absent when anything is wrong with it. */
  readonly movement?: Movement;
  readonly problems: readonly BookProblem[];
}

const monthServed = ({ fields }: LedgerRow): string => fields.service_month || monthOf(fields.date);

/** Of each row the month that it served, by id; of an id that is there twice that of the first. */
export const monthsServed = (rows: readonly LedgerRow[]): RowContext['servedBy'] =>
  new Map(rows.map((row) => [row.fields.id, monthServed(row)] as const).toReversed());

const hash = /^0x[0-9a-f]{64}$/;

export const readMovement = (row: LedgerRow, { currencies, base, chain, today, servedBy }: RowContext): ReadRow => {
  const problems: BookProblem[] = [];
  const { fields } = row;
  const fault = (column: LedgerColumn, expected: string, found?: string): undefined => {
    const said = found ?? (fields[column] === '' ? `no ${column}` : shown(fields[column]));
    problems.push({ place: row.placeOf(column), found: said, expected });
    return undefined;
  };

  const readId = (): void => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(fields.id))
      fault('id', 'an id of letters, digits, ., _ and -, at most 60 characters');
  };
  const readDate = (): void => {
    const year = /^(\d{4})\.csv$/.exec(row.place.file)?.[1];
    if (!isDay(fields.date)) fault('date', 'a day such as 2026-10-03');
    else if (fields.date > today) fault('date', `no day after today (${today}, UTC)`);
    else if (year !== undefined && !fields.date.startsWith(year))
      fault('date', `a day of ${year}, as the file is named`);
  };
  const readKind = (): MovementKind | undefined =>
    movementKinds.find((kind) => kind === fields.kind) ?? fault('kind', `one of ${movementKinds.join(', ')}`);
  const readCategory = (kind: MovementKind | undefined): MovementCategory | undefined => {
    const allowed = kind === undefined ? Object.values(categoriesOf).flat() : categoriesOf[kind];
    return (
      allowed.find((category) => category === fields.category) ??
      fault('category', `${kind === undefined ? '' : `of ${kind} `}one of ${[...new Set(allowed)].join(', ')}`)
    );
  };
  const readCurrency = (): Currency | undefined =>
    currencies.get(fields.currency) ??
    fault('currency', `one of ${[...currencies.keys()].join(', ')} (treasury.tokens and treasury.fiat of fleet.yaml)`);
  const readAmount = (currency: Currency | undefined): Amount | undefined => {
    // With no known currency the shape alone can be judged.
    const parsed = parseAmount(fields.amount, currency ?? { code: '', decimals: 36, kind: 'token' });
    if (!parsed.ok) return fault('amount', parsed.expected);
    return parsed.value.units > 0n
      ? parsed.value
      : fault('amount', 'an amount above zero; its kind says which way it went');
  };
  const readTx = (currency: Currency | undefined): string | undefined => {
    if (fields.tx === '') return undefined;
    const [, on = chain, text = ''] = /^(?:([^:]*):)?(.*)$/.exec(fields.tx) ?? [];
    if (on !== chain)
      return fault('tx', `a transaction on ${chain}, where the treasury is; for one elsewhere its number as invoice`);
    if (!hash.test(text.toLowerCase())) return fault('tx', `a transaction hash: 0x and 64 hexadecimal digits`);
    if (currency?.kind === 'fiat') return fault('tx', `no transaction: ${currency.code} does not move on a chain`);
    return text.toLowerCase();
  };
  const readPrice = (currency: Currency | undefined) => {
    if (fields.price === '')
      return fields.price_source === '' ? undefined : fault('price', 'the price that price_source is the source of');
    const parsed = parsePrice(fields.price);
    if (!parsed.ok) return fault('price', `${parsed.expected}, in ${base} for one whole coin`);
    if (currency?.code === base) return fault('price', `no price: ${base} is what figures are told in`);
    if (fields.price_source === '') fault('price_source', 'where the price is from');
    return parsed.value;
  };
  const readServiceMonth = (): string => {
    if (fields.service_month === '') return servedBy.get(fields.reverses) ?? monthOf(fields.date);
    if (!monthPattern.test(fields.service_month)) fault('service_month', 'a month such as 2026-10');
    return fields.service_month;
  };

  readId();
  readDate();
  const kind = readKind();
  const category = readCategory(kind);
  if (fields.party === '') fault('party', 'who paid or was paid, by an alias');
  const currency = readCurrency();
  const amount = readAmount(currency);
  const tx = readTx(currency);
  if (fields.tx === '' && fields.invoice === '' && fields.reverses === '')
    fault('tx', 'a transaction hash, or the number of an invoice', 'neither tx nor invoice');
  const serviceMonth = readServiceMonth();
  const price = readPrice(currency);
  if (fields.reverses !== '' && tx !== undefined)
    fault('tx', 'none in a row that reverses another: nothing moves when a booking is taken back');

  if (problems.length > 0 || !kind || !category || !amount) return { problems };
  const movement: Movement = {
    id: fields.id,
    date: fields.date,
    kind,
    category,
    party: fields.party,
    amount,
    ...(tx === undefined ? {} : { tx }),
    ...(fields.invoice === '' ? {} : { reference: fields.invoice }),
    serviceMonth,
    ...(price === undefined ? {} : { price, priceSource: fields.price_source }),
    ...(fields.reverses === '' ? {} : { reverses: fields.reverses }),
    note: fields.note,
    place: row.place,
  };
  return { movement, problems };
};
