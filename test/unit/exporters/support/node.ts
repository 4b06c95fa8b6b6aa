import type { FleetNode } from '../../../../collector/config/fleet.ts';
import { Secret } from '../../../../collector/config/secret.ts';

const endpoint = { url: new Secret('http://127.0.0.1:1/'), headers: {}, via: 'direct' } as const;

export const fleetNode: FleetNode = {
  role: 'node',
  name: 'one',
  kind: 'arbitrum-nitro',
  layer: 'execution',
  chain: 'arbitrum-one',
  region: 'eu',
  state: 'serving',
  endpoint,
  metrics: endpoint,
  parent: undefined,
  beacon: undefined,
  alias: 'Node 1',
};
