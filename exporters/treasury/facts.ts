/** Everything that has been read and the books as of now → what the chain says of them. Pure. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { ChainFacts, Ignored, MonthBalance, Unreconciled } from '../../treasury/chainFacts.ts';
import { currenciesOf } from '../../treasury/currencies.ts';
import type { Movement } from '../../treasury/model.ts';
import { endOf, startOf } from '../../treasury/months.ts';
import { askedOf } from '../../treasury/rowFacts.ts';
import { type Difference, differences, stretchOf } from './differences.ts';
import { dustOf, dustSums } from './dust.ts';
import { heldMoves, holdBack } from './heldBack.ts';
import { allMoves } from './known.ts';
import { keyOf, type Move, type Scope } from './move.ts';
import { reconcile, type TxState } from './reconcile.ts';
import type { Balance, ScanState } from './state.ts';
import { tokenDifferences } from './tokenDifferences.ts';

export const ignoredListed = 500;

const toUnreconciled = (move: Move | Difference): Unreconciled => ({
  ...(move.tx === undefined ? {} : { tx: move.tx }),
  log: move.log,
  direction: move.direction,
  address: move.address,
  ...(move.counterparty === undefined ? {} : { counterparty: move.counterparty }),
  currency: move.currency ?? '',
  units: move.units.toString(),
  block: move.block,
  at: move.at,
  ...stretchOf(move),
});

/** Whether all that an address sent in a month has been seen: nothing but its balance tells of what has no log. */
const isFollowed = ({ address, month }: Balance, state: ScanState, scope: Scope): boolean => {
  const from = scope.own.get(address) === 'wallet' ? state.checkpoints.get(address)?.[0]?.at : state.sinceAt;
  return from !== undefined && Math.max(from, state.sinceAt) <= startOf(month);
};

/** With the gas of the month, where it is known. */
const balanceFact = (balance: Balance, state: ScanState, scope: Scope): MonthBalance => {
  const { month, address, currency } = balance;
  const fact = {
    month,
    address,
    currency,
    units: balance.units.toString(),
    block: balance.block,
    at: balance.at,
    ...(balance.computed ? { computed: balance.computed } : {}),
  };
  if (currency !== scope.native || (balance.gas === undefined && !isFollowed(balance, state, scope))) return fact;
  const gas = [...state.txs.values()]
    .filter(({ from, at }) => from === address && at >= startOf(month) && at < endOf(month))
    .reduce((total, { fee }) => total + fee, 0n);
  const known = balance.gas ?? 0n;
  return { ...fact, gasUnits: (known > gas ? known : gas).toString() };
};

export interface FactsInput {
  readonly treasury: FleetTreasury;
  readonly scope: Scope;
  readonly state: ScanState;
  readonly movements: readonly Movement[];
  /** Of transactions that are not in the state. */
  readonly txState: (tx: string) => Exclude<TxState, object>;
}

/** Of wallets that have sent what nobody found: coins that came may hide coins that went. */
const unseenWarnings = (list: readonly Difference[], { addresses }: FleetTreasury): readonly string[] =>
  list.flatMap(({ address, unseen, after, block }) => {
    const name = addresses.find((own) => own.address.toLowerCase() === address)?.name ?? address;
    const what = unseen === 1n ? '1 transaction' : `${unseen} transactions`;
    return unseen === 0n
      ? []
      : [
          `${what} that ${name} sent after block ${after.block} and up to block ${block} could not be found: only what came less what went is known of its coins there`,
        ];
  });

const isCovered = (state: ScanState, scope: Scope, block: number): boolean =>
  [...scope.own.keys()].every((address) => {
    const blocks = (state.checkpoints.get(address) ?? []).map((one) => one.block);
    return Math.min(...blocks) < block && block <= Math.max(...blocks);
  });

/** Until when, and since when, there are balances of coins of all addresses; between them there is no gap. */
const coinsOf = ({ checkpoints, scanned }: ScanState, scope: Scope): ChainFacts['coins'] => {
  const known = [...scope.own.keys()].map((address) =>
    (checkpoints.get(address) ?? []).filter(({ block }) => block <= scanned).map(({ at }) => at),
  );
  const from = Math.max(...known.map((times) => times[0] ?? Number.POSITIVE_INFINITY));
  const to = Math.min(...known.map((times) => times.at(-1) ?? Number.NEGATIVE_INFINITY));
  return from <= to ? { from, to } : undefined;
};

export const chainFacts = ({ treasury, scope, state, movements, txState }: FactsInput): ChainFacts => {
  const known = { moves: allMoves(state), txs: [...state.txs.values()] };
  const unexplained = [...state.checkpoints].flatMap(([address, list]) => {
    const read = scope.own.has(address) ? list.filter(({ block }) => block <= state.scanned) : [];
    return differences(address, scope.native, read, known);
  });
  const { rows, claimed, open, doubtful } = reconcile({
    movements,
    stateOf: (tx) => state.txs.get(tx) ?? txState(tx),
    currencies: currenciesOf(treasury),
    native: scope.native,
    differences: unexplained,
    covered: (block) => isCovered(state, scope, block),
  });
  const isFree = (move: Move): boolean => !claimed.has(keyOf(move));
  const moves = known.moves.filter(({ block }) => block >= state.since && block <= state.scanned);
  const { heldBack, free } = holdBack(unexplained.filter(isFree), doubtful);
  const unclaimed = [
    ...moves.filter((move) => isFree(move) && !open.has(move.tx ?? '')),
    ...free,
    ...tokenDifferences(state, scope),
  ];
  const isDust = dustOf(treasury);
  const coins = coinsOf(state, scope);
  const dust = unclaimed.filter(isDust);
  const ignored = dust.flatMap(({ tx, token = scope.native, at }): readonly Ignored[] =>
    tx === undefined ? [] : [{ tx, token, why: 'dust', at }],
  );
  return {
    scanned: state.scanned,
    since: state.since,
    sinceAt: state.sinceAt,
    at: state.scannedTime,
    askedAt: state.scannedAt,
    ...(coins && { coins }),
    asked: askedOf(movements),
    rows,
    unreconciled: unclaimed.filter((move) => !isDust(move)).map(toUnreconciled),
    heldBack: [...heldBack, ...heldMoves(moves.filter(isFree), open)],
    dust: dustSums(dust),
    ignored: [...state.ignored, ...ignored].slice(-ignoredListed),
    ignoredCounts: { ...state.ignoredCounts, dust: dust.length },
    unread: state.unread,
    balances: state.balances.map((balance) => balanceFact(balance, state, scope)),
    latest: state.latest.map((balance) => balanceFact(balance, state, scope)),
    prices: state.prices,
    warnings: [...state.warnings, ...unseenWarnings(unexplained, treasury)],
  };
};
