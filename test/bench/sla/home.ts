/** A home whose fleet is the one of the script. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { loadFleetDraft } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';

/** One vantage is scraped, one ships by an agent: what is missing of the second is waited for. */
const fleetText = (prometheus: string, router: string): string => `# The fleet of \`npm run bench -- sla\`.
service: { name: example-rpc, objective: 99.98 }
vantage: eu
nodes:
  - { name: arb-eu, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: 10.8.0.11, alias: "Node EU" }
  - { name: arb-us, kind: arbitrum-nitro, chain: arbitrum-one, region: us, host: 10.8.0.12, alias: "Node US" }
  - { name: arb-ap, kind: arbitrum-nitro, chain: arbitrum-one, region: ap, host: 10.8.0.13, alias: "Node AP" }
references:
  - { name: arb-ref-1, chain: arbitrum-one, rpc: "https://arb1.arbitrum.io/rpc" }
  - { name: arb-ref-2, chain: arbitrum-one, rpc: "https://arbitrum-one-rpc.publicnode.com" }
edges:
  - name: arb
    chain: arbitrum-one
    audience: members
    journey: livepeer-orchestrator
    rpc: "https://rpc.example.org"
    regions: { eu: [arb-eu], us: [arb-us], ap: [arb-ap] }
    alias: "Arbitrum RPC"
vantages:
  - { name: us, scrape: "10.8.0.12:9760" }
  - { name: ap }
controls:
  - { url: "https://www.cloudflare.com/cdn-cgi/trace" }
  - { url: "https://www.debian.org/" }
router: { listen: "${router}" }
prometheus: { url: "${prometheus}", write_url: "https://prometheus.example.org/api/v1/write" }
`;

export const writeHome = (home: string, prometheus: string, router: string): Fleet => {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'fleet.yaml');
  writeFileSync(file, fleetText(prometheus, router));
  return loadFleetDraft(file, { kinds, allowUnset: true }).fleet;
};
