/** Money that moved to or from an own address, as the chain tells it. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { nativeCurrency } from '../../treasury/currencies.ts';

export type Direction = 'in' | 'out' | 'own';

export interface Move {
  /** Lower case; absent of a difference of balances. */
  readonly tx?: string | undefined;
  /** Index of the log; below zero where there is none. Unique in its transaction. */
  readonly log: number;
  readonly block: number;
  /** Unix seconds of the block. */
  readonly at: number;
  readonly direction: Direction;
  /** The own address, lower case; of `own` the one that paid. */
  readonly address: string;
  /** The other one, lower case; absent where it is not known. */
  readonly counterparty?: string | undefined;
  /** Code of fleet.yaml; absent of a token that it does not name. */
  readonly currency?: string | undefined;
  /** Contract of a token, lower case. */
  readonly token?: string | undefined;
  readonly units: bigint;
}

/** Whose money, and what counts as money; all addresses in lower case. */
export interface Scope {
  /** kind by address */
  readonly own: ReadonlyMap<string, 'safe' | 'wallet'>;
  /** code by contract */
  readonly tokens: ReadonlyMap<string, string>;
  readonly native: string;
}

export const scopeOf = ({ addresses, tokens }: Pick<FleetTreasury, 'addresses' | 'tokens'>): Scope => ({
  own: new Map(addresses.map(({ address, kind }) => [address.toLowerCase(), kind])),
  tokens: new Map(Object.entries(tokens).map(([code, { address }]) => [address.toLowerCase(), code])),
  native: nativeCurrency.code,
});

export const keyOf = ({ tx, log, address, block }: Move): string =>
  tx === undefined ? `${address} ${block}` : `${tx} ${log}`;

/** Which side is ours; undefined: neither is. */
export const sidesOf = (
  scope: Scope,
  from: string,
  to: string,
): Pick<Move, 'direction' | 'address' | 'counterparty'> | undefined => {
  const pays = scope.own.has(from);
  const gets = scope.own.has(to);
  if (!pays && !gets) return undefined;
  const direction = pays && gets ? 'own' : pays ? 'out' : 'in';
  return pays ? { direction, address: from, counterparty: to } : { direction, address: to, counterparty: from };
};

/** What a move adds to the balance of an address, in base units. */
export const effectOn = ({ direction, address, counterparty, units }: Move, of: string): bigint => {
  const paid = direction !== 'in' && address === of ? -units : 0n;
  const got = (direction === 'in' && address === of) || (direction === 'own' && counterparty === of) ? units : 0n;
  return paid + got;
};
