/** A sidecar over one well node and one peer, in a process of its own. Prints its address; its CPU seconds on demand. */
import { createInterface } from 'node:readline';
import { startSidecar } from '../../collector/sidecar/main.ts';
import { nodeKinds } from '../../exporters/index.ts';
import { parse } from '../unit/config/support.ts';

const [rpc = '', port = '0'] = process.argv.slice(2);
const fleet = parse(`
service: { name: bench }
vantage: eu
nodes:
  - { name: a, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${rpc}", lb: "http://127.0.0.1:${port}" }
  - { name: b, kind: arbitrum-nitro, chain: arbitrum-one, region: us, rpc: "${rpc}/b", lb: "http://127.0.0.1:${port}" }
edges:
  - { name: arb, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "http://127.0.0.1:9/", regions: { eu: [a], us: [b] } }
`);
const sidecar = await startSidecar({ fleet, nodes: ['a', 'b'], listen: `127.0.0.1:${port}`, kinds: nodeKinds });
process.stdout.write(`${sidecar.address}\n`);
createInterface({ input: process.stdin }).on('line', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ cpu: (user + system) / 1e6, rss: process.memoryUsage().rss })}\n`);
});
