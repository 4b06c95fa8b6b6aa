/** Whether a hostname of an edge leads to Cloudflare alone: an address of our own in DNS would give the origin away. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { FleetEdge } from '../../collector/config/fleet.ts';
import type { IsCloudflare } from './ranges.ts';

/** Asked of DNS itself: a line in our own hosts file is not what members see. Empty when it does not resolve. */
export const publicAddresses = async (host: string): Promise<readonly string[]> => {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const asked = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
};

/** Hostnames of an edge, of its RPC and its WebSocket; none for one that is no public name. */
export const hostnamesOf = ({ endpoint, ws }: Pick<FleetEdge, 'endpoint' | 'ws'>): readonly string[] => {
  const hosts = [endpoint.url, ws].flatMap((url) => (url ? [new URL(url.reveal()).hostname.toLowerCase()] : []));
  return [...new Set(hosts)].filter(
    (host) =>
      isIP(host.replace(/^\[|\]$/g, '')) === 0 && host.includes('.') && !/\.(localhost|invalid|test)$/.test(host),
  );
};

/** Undefined when a name does not resolve. */
export const isBehind = async (
  hosts: readonly string[],
  isCloudflare: IsCloudflare,
  addressesOf: (host: string) => Promise<readonly string[]> = publicAddresses,
): Promise<boolean | undefined> => {
  const found = await Promise.all(hosts.map((host) => addressesOf(host).catch(() => [])));
  if (found.some((addresses) => addresses.some((address) => !isCloudflare(address)))) return false;
  return found.length > 0 && found.every((addresses) => addresses.length > 0) ? true : undefined;
};
