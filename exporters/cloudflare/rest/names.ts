/** Which origin an address is. Addresses stay in here: what leaves are names, and a name that is an address does not. */
import { isIP } from 'node:net';
import type { Balancer, Pool } from './schemas.ts';

export interface OriginName {
  readonly pool: string;
  readonly origin: string;
}

/** Address → its names at Cloudflare. */
export type OriginNames = ReadonlyMap<string, OriginName>;

/** Longest name that becomes a label. */
const longest = 60;

/** Labels are read by strangers on the public page: an address in place of a name, or within one, gives a number. */
const holdsAddress = (name: string, address: string): boolean =>
  isIP(name) !== 0 ||
  /\d{1,3}([.-]\d{1,3}){3}/.test(name) ||
  /[0-9a-f]*:[0-9a-f]*:/i.test(name) ||
  name.includes(address);

export const originName = ({ origins }: Pool, place: number): string => {
  const origin = origins?.[place];
  const number = `origin-${place + 1}`;
  if (!origin?.name || holdsAddress(origin.name, origin.address)) return number;
  return origin.name.slice(0, longest);
};

export const poolName = ({ id, name }: Pick<Pool, 'id' | 'name'>): string =>
  name === '' || holdsAddress(name, '\0') ? `pool-${id.slice(0, 6)}` : name.slice(0, longest);

/** An address in one spelling: hosts in lower case without their last dot, IPv6 in its short form. */
export const plainAddress = (address: string): string => {
  const plain = address.trim().toLowerCase().replace(/\.$/, '');
  if (isIP(plain) !== 6) return plain;
  return new URL(`http://[${plain}]/`).hostname.slice(1, -1);
};

/**
 * An origin that is in several pools is called after the first one that serves: a pool of last resort repeats the others.
 * @param resolved addresses of origins that are given by a hostname
 */
export const originNamesOf = (
  pools: readonly Pool[],
  balancers: readonly Balancer[],
  resolved: ReadonlyMap<string, readonly string[]> = new Map(),
): OriginNames => {
  const serving = new Set(
    balancers.flatMap(({ default_pools, region_pools, country_pools, pop_pools }) => [
      ...(default_pools ?? []),
      ...Object.values({ ...region_pools, ...country_pools, ...pop_pools }).flat(),
    ]),
  );
  const last = (pool: Pool): number => (pool.enabled === false ? 2 : serving.has(pool.id) ? 0 : 1);
  const names = new Map<string, OriginName>();
  for (const pool of [...pools].sort((a, b) => last(a) - last(b))) {
    for (const [place, { address }] of (pool.origins ?? []).entries()) {
      const own = plainAddress(address);
      for (const each of [own, ...(resolved.get(own) ?? []).map(plainAddress)]) {
        if (!names.has(each)) names.set(each, { pool: poolName(pool), origin: originName(pool, place) });
      }
    }
  }
  return names;
};
