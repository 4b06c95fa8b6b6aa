/** Coins, days and rows of the bench, by algorithms of its own: nothing here is the report's. */
export const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
export const begin = Date.UTC(2026, 0, 1) / 1000;
export const end = Date.UTC(2026, 6, 1) / 1000;
export const decimals = { USDC: 6, LPT: 18, ODD: 0, ETH: 18 } as const;
export type Coin = keyof typeof decimals;
export const coins: readonly Coin[] = ['USDC', 'LPT', 'ODD', 'ETH'];

/** `own`: between the two addresses. */
export type Way = 'in' | 'out' | 'own';
export type Place = 'safe' | 'wallet';

/** What was sent: the truth that everything is held against. */
export interface Sent {
  readonly tx: string;
  readonly at: number;
  readonly way: Way;
  readonly coin: Coin;
  readonly units: bigint;
  /** A contract paid in a call of its own: no log and no transaction shows it. */
  readonly inside: boolean;
}
export interface Line {
  readonly id: string;
  readonly way: Way;
  readonly coin: Coin;
  readonly units: bigint;
  readonly tx: string;
  readonly day: string;
}

export const dayOf = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

/** Base units as whole coins; an algorithm of its own. */
export const inCoins = (units: bigint, places: number): string => {
  if (places === 0) return String(units);
  const one = 10n ** BigInt(places);
  return `${units / one}.${String((units % one) + one).slice(1)}`;
};
export const inUnits = (text: string, places: number): bigint => {
  const minus = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole) * 10n ** BigInt(places) + BigInt((fraction + '0'.repeat(places)).slice(0, places) || '0');
  return minus ? -units : units;
};
export const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

const kinds = { in: ['income', 'other'], out: ['expense', 'fixed'], own: ['transfer', 'own'] } as const;

export const lineText = ({ id, way, coin, units, tx, day }: Line): string => {
  const [kind, category] = kinds[way];
  return `${id},${day},${kind},${category},someone,${inCoins(units, decimals[coin])},${coin},${tx},,${day.slice(0, 7)},2.5,by hand,,`;
};
