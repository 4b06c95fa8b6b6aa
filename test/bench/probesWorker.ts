/** Runs full node ticks (question, verdict, metrics, one scrape a tick) and reports its own CPU seconds. */

import { independenceGroup } from '../../collector/config/graph.ts';
import { parseFleet } from '../../collector/config/load.ts';
import { silentLog } from '../../collector/log.ts';
import { createFlightRecorder } from '../../collector/record/flightRecorder.ts';
import { createRegistry } from '../../collector/registry/registry.ts';
import { assemble } from '../../collector/tick/assemble.ts';
import { createChainWatch } from '../../collector/tick/chainWatch.ts';
import { createControls } from '../../collector/tick/controls.ts';
import { nodeKinds } from '../../exporters/index.ts';
import { kinds } from '../../exporters/kinds.ts';

const [port, nodeTicks] = process.argv.slice(2).map(Number);
if (!port || !nodeTicks) throw new Error('usage: probesWorker.ts PORT NODE_TICKS');
const perTick = 20;

const nodes = Array.from(
  { length: perTick },
  (_, i) =>
    `  - { name: n${i}, kind: arbitrum-nitro, chain: arbitrum-one, region: r, rpc: "http://127.0.0.1:${port}/n${i}" }`,
);
const text = `service: { name: bench }\nvantage: r\nnodes:\n${nodes.join('\n')}\n`;
const fleet = parseFleet(text, { file: 'bench', home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
const registry = createRegistry(['fast', 'slow']);
const { targets, pools } = assemble({
  fleet,
  vantage: 'r',
  central: true,
  kinds: nodeKinds,
  plainLight: nodeKinds.evm.light,
  recorder: registry,
});
const chain = fleet.chains['arbitrum-one'];
const ladder = fleet.ladders['arbitrum-one'];
if (!chain || !ladder) throw new Error('the bench fleet has one chain');
const watch = createChainWatch({
  chain,
  ladder,
  vantage: 'r',
  targets,
  groupOf: (name) => independenceGroup(fleet, name),
  recorder: registry,
  controls: createControls(fleet),
  everythingFails: () => false,
  behindDeadEdge: () => false,
  log: silentLog,
  record: createFlightRecorder(),
});

const tick = async (): Promise<void> => {
  await watch.run(Date.now() / 1000, false);
  await registry.render('fast');
};
// Warm up as the other side does: connections, code, caches.
for (let i = 0; i < 25; i++) await tick();
const before = process.cpuUsage();
for (let i = 0; i < nodeTicks / perTick; i++) await tick();
const { user, system } = process.cpuUsage(before);
const ok = targets.every((target) => target.role === 'node' && target.memory.verdict === 'ok');
process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6, ok })}\n`);
await Promise.all(pools.map((pool) => pool.close()));
process.exit(0);
