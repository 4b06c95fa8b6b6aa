/** `cloudflare:` and `isolation:`: each name once, each origin with one address, hostnames inside their zones. */
import { isInZone } from '../buildCloudflare.ts';
import type { Path } from '../read/faultPath.ts';
import { type CheckContext, placed, quoted } from './draft.ts';

export const checkCloudflare = ({ draft, fault, given, unset }: CheckContext): void => {
  const once = (entries: readonly (readonly [Path, string | undefined])[], expected: string): void => {
    const seen = new Set<string>();
    for (const [at, word] of entries) {
      if (word === undefined) continue;
      if (seen.has(word)) fault(at, expected);
      seen.add(word);
    }
  };
  const { zones, hosts, tunnels } = draft.cloudflare ?? {};
  const named = placed(zones).map(([, zone]) => zone);
  once(
    placed(zones).map(([place, zone]) => [['cloudflare', 'zones', place], zone]),
    'each zone once',
  );
  for (const [place, host] of placed(hosts)) {
    if (named.length > 0 && !named.some((zone) => isInZone(host, zone)))
      fault(['cloudflare', 'hosts', place], `a hostname in one of the zones (${quoted([...new Set(named)])})`);
  }
  once(
    placed(tunnels).map(([place, { name }]) => [['cloudflare', 'tunnels', place, 'name'], name]),
    'a name that no other tunnel has',
  );

  const origins = placed(draft.isolation?.origins);
  once(
    origins.map(([place, { name }]) => [['isolation', 'origins', place, 'name'], name]),
    'a name that no other origin has',
  );
  for (const [place, { address }] of origins) {
    const at: Path = ['isolation', 'origins', place];
    const ways = ['address', 'address_file'].filter((key) => given([...at, key]) !== undefined);
    if (ways.length !== 1) fault(at, 'one of address and address_file', ways.length === 0 ? 'neither' : 'both');
    const placeholder = unset.has(`isolation.origins[${place}].address`);
    if (address !== undefined && !placeholder && !/^[\w.:-]+$/.test(address))
      fault([...at, 'address'], 'a host name or an address, without scheme and port');
  }
};
