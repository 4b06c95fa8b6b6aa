/** Everything that has been read and the books as of now → what the chain says of them. Pure. */
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import type { ChainFacts, Ignored, MonthBalance, Unreconciled } from '../../treasury/chainFacts.ts';
import { currenciesOf } from '../../treasury/currencies.ts';
import type { Movement } from '../../treasury/model.ts';
import { endOf, startOf } from '../../treasury/months.ts';
import { differences } from './differences.ts';
import { keyOf, type Move, type Scope } from './move.ts';
import { reconcile, type TxState } from './reconcile.ts';
import type { Balance, ScanState } from './state.ts';

export const ignoredListed = 500;

/** Whether an amount is below the dust of its currency in fleet.yaml, in whole coins. */
export const isDust = (units: bigint, decimals: number, dust: string): boolean => {
  const [whole = '0', fraction = ''] = dust.split('.');
  return units * 10n ** BigInt(fraction.length) < BigInt(whole + fraction) * 10n ** BigInt(decimals);
};

/** All moves, each once: the same one may have been seen in a log and in its transaction. */
export const allMoves = ({ moves, txs }: Pick<ScanState, 'moves' | 'txs'>): readonly Move[] => {
  const byKey = new Map<string, Move>();
  for (const move of [...moves, ...[...txs.values()].flatMap((fact) => fact.moves)])
    if (move.currency !== undefined && move.units > 0n) byKey.set(keyOf(move), move);
  return [...byKey.values()].sort(
    (a, b) => a.block - b.block || Math.abs(a.log) - Math.abs(b.log) || (keyOf(a) < keyOf(b) ? -1 : 1),
  );
};

const toUnreconciled = (move: Move): Unreconciled => ({
  ...(move.tx === undefined ? {} : { tx: move.tx }),
  log: move.log,
  direction: move.direction,
  address: move.address,
  ...(move.counterparty === undefined ? {} : { counterparty: move.counterparty }),
  currency: move.currency ?? '',
  units: move.units.toString(),
  block: move.block,
  at: move.at,
});

/** Gas of a month by address; only of months that have been read from their first second. */
const balanceFact = (balance: Balance, state: ScanState, native: string): MonthBalance => {
  const fact = {
    month: balance.month,
    address: balance.address,
    currency: balance.currency,
    units: balance.units.toString(),
    block: balance.block,
    at: balance.at,
  };
  if (balance.currency !== native || state.sinceAt > startOf(balance.month)) return fact;
  const gas = [...state.txs.values()]
    .filter(({ from, at }) => from === balance.address && at >= startOf(balance.month) && at < endOf(balance.month))
    .reduce((total, { fee }) => total + fee, 0n);
  return { ...fact, gasUnits: gas.toString() };
};

export interface FactsInput {
  readonly treasury: FleetTreasury;
  readonly scope: Scope;
  readonly state: ScanState;
  readonly movements: readonly Movement[];
  /** Of transactions that are not in the state. */
  readonly txState: (tx: string) => Exclude<TxState, object>;
}

export const chainFacts = ({ treasury, scope, state, movements, txState }: FactsInput): ChainFacts => {
  const currencies = currenciesOf(treasury);
  const { rows, claimed, open } = reconcile(movements, (tx) => state.txs.get(tx) ?? txState(tx), currencies);
  const moves = allMoves(state).filter(({ block }) => block >= state.since && block <= state.scanned);
  const free = moves.filter((move) => !claimed.has(keyOf(move)) && !open.has(move.tx ?? ''));
  const dusty = ({ direction, currency = '', units }: Move): boolean =>
    direction === 'in' && isDust(units, currencies.get(currency)?.decimals ?? 0, treasury.dust[currency] ?? '0');
  // A row that no node can tell of may be what a difference is: nothing is said until it is known.
  const nativeOpen = movements.some(
    ({ tx, amount }) => tx !== undefined && amount.currency.code === scope.native && open.has(tx.toLowerCase()),
  );
  const known = { moves: allMoves(state), txs: [...state.txs.values()] };
  const unexplained = nativeOpen
    ? []
    : [...state.checkpoints].flatMap(([address, list]) => {
        const read = list.filter(({ block }) => block <= state.scanned);
        return differences(address, scope.native, read, known);
      });
  const dust = free.filter(dusty).map(
    (move): Ignored => ({
      tx: move.tx ?? '',
      token: move.token ?? scope.native,
      why: 'dust',
      at: move.at,
    }),
  );
  return {
    scanned: state.scanned,
    since: state.since,
    sinceAt: state.sinceAt,
    at: state.scannedTime,
    askedAt: state.scannedAt,
    rows,
    unreconciled: [...free, ...unexplained].filter((move) => !dusty(move)).map(toUnreconciled),
    heldBack: [],
    dust: [],
    ignored: [...state.ignored, ...dust].slice(-ignoredListed),
    ignoredCounts: { ...state.ignoredCounts, dust: dust.length },
    balances: state.balances.map((balance) => balanceFact(balance, state, scope.native)),
    latest: state.latest.map((balance) => balanceFact(balance, state, scope.native)),
    prices: state.prices,
    warnings: state.warnings,
  };
};
