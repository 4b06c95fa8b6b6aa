/**
 * Addresses that Cloudflare's edge answers from, as it publishes them: https://www.cloudflare.com/ips-v4 and ips-v6, last
 * changed 2023-09-28, read in 2026-02. `GET /ips` of its API gives the same, and is asked once a day where it can be.
 */
import { BlockList, isIP } from 'node:net';

export const publishedRanges = [
  '173.245.48.0/20',
  '103.21.244.0/22',
  '103.22.200.0/22',
  '103.31.4.0/22',
  '141.101.64.0/18',
  '108.162.192.0/18',
  '190.93.240.0/20',
  '188.114.96.0/20',
  '197.234.240.0/22',
  '198.41.128.0/17',
  '162.158.0.0/15',
  '104.16.0.0/13',
  '104.24.0.0/14',
  '172.64.0.0/13',
  '131.0.72.0/22',
  '2400:cb00::/32',
  '2606:4700::/32',
  '2803:f800::/32',
  '2405:b500::/32',
  '2405:8100::/32',
  '2a06:98c0::/29',
  '2c0f:f248::/32',
] as const;

/** Not on the public route: what is closed there says nothing of the Internet. Loopback is the demo's. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** @returns undefined when any of them is no range */
export const listOf = (ranges: readonly string[]): BlockList | undefined => {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    const most = isIP(network) === 6 ? 128 : 32;
    if (isIP(network) === 0 || !/^\d+$/.test(bits) || Number(bits) > most) return undefined;
    list.addSubnet(network, Number(bits), familyOf(network));
  }
  return list;
};

export type IsCloudflare = (address: string) => boolean;

export const within = (list: BlockList): IsCloudflare => {
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
};

const never: IsCloudflare = () => false;
const matcherOf = (ranges: readonly string[]): IsCloudflare => {
  const list = listOf(ranges);
  return list ? within(list) : never;
};

export const isPublished: IsCloudflare = matcherOf(publishedRanges);
export const isPrivate: IsCloudflare = matcherOf(privateRanges);
