import type { FleetCloudflare, FleetIsolation } from './fleetCloudflare.ts';
import type { NamedSecret } from './namedSecret.ts';
import type { FleetInput } from './schema.ts';
import { Secret } from './secret.ts';
import type { SecretPath } from './secrets.ts';

type ReadSecret = (path: SecretPath, file: string) => NamedSecret;

const usualApi = 'https://api.cloudflare.com/client/v4';

/** Whether a hostname belongs to a zone. */
export const isInZone = (host: string, zone: string): boolean => host === zone || host.endsWith(`.${zone}`);

/** Hostnames of the edges that these zones answer for. */
const edgeHosts = ({ edges }: FleetInput, zones: readonly string[]): readonly string[] => {
  const addresses = edges.flatMap(({ rpc, ws, beacon, via }) =>
    via === 'direct' ? [] : [rpc, ws, beacon].filter((address) => address !== undefined),
  );
  const hosts = addresses.map((address) => (URL.canParse(address) ? new URL(address).hostname : ''));
  return [...new Set(hosts)].filter((host) => zones.some((zone) => isInZone(host, zone)));
};

export const buildCloudflare = (input: FleetInput, secret: ReadSecret): FleetCloudflare | undefined => {
  const { cloudflare } = input;
  if (!cloudflare) return undefined;
  return {
    token: secret('cloudflare.token_file', cloudflare.token_file),
    account: cloudflare.account,
    zones: cloudflare.zones,
    hosts: cloudflare.hosts ?? edgeHosts(input, cloudflare.zones),
    delay: cloudflare.delay,
    refill: cloudflare.refill,
    tunnels: cloudflare.tunnels,
    api: (cloudflare.api ?? usualApi).replace(/\/+$/, ''),
  };
};

export const buildIsolation = ({ isolation }: FleetInput, secret: ReadSecret): FleetIsolation | undefined =>
  isolation && {
    every: isolation.every,
    origins: isolation.origins.map(({ name, address, address_file: path, ports }) => {
      const file = path === undefined ? undefined : secret(`isolation.${name}.address_file`, path);
      return { name, address: address === undefined ? file?.value : new Secret(address), file, ports };
    }),
  };
