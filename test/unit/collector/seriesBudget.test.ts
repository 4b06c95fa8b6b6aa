import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metrics } from '../../../collector/catalogue/index.ts';
import { tickOutcomes } from '../../../collector/catalogue/labels.ts';
import { independenceGroup } from '../../../collector/config/graph.ts';
import { parseFleet } from '../../../collector/config/load.ts';
import { silentLog } from '../../../collector/log.ts';
import type { LightQuestion } from '../../../collector/probe/api.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { assemble } from '../../../collector/tick/assemble.ts';
import { createChainWatch } from '../../../collector/tick/chainWatch.ts';
import { createHouseKeeper } from '../../../collector/tick/house.ts';
import { openCounters, recordEdgeJourney } from '../../../collector/tick/recordTarget.ts';
import type { EdgeRuntime, NodeRuntime } from '../../../collector/tick/runtime.ts';
import { freshJourney } from '../../../collector/verdict/journey.ts';
import { kinds } from '../../../exporters/kinds.ts';

const file = 'fleet.example.yaml';
const fleet = parseFleet(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'), {
  file,
  home: '/nonexistent',
  kinds,
  env: {
    ARB_EDGE_RPC: 'http://127.0.0.1:9',
    ETH_EDGE_RPC: 'http://127.0.0.1:9',
    ETH_EDGE_BEACON: 'http://127.0.0.1:9',
  },
  readFile: () => undefined,
});

/** Everybody answers, and nothing that can be exposed is missing. */
const light: LightQuestion = {
  ask: async () => {
    const sent = { sentWall: Date.now(), sentMono: performance.now(), receivedMono: performance.now() };
    const head = { number: 1, timestamp: Math.floor(Date.now() / 1000), hash: `0x${'0'.repeat(64)}` };
    return { ok: true, value: head, ...sent };
  },
};

const seriesOf = async (vantage: string): Promise<number> => {
  const central = vantage === fleet.vantage;
  const recorder = createRegistry(['fast', 'slow']);
  const played = { light: () => light, slow: [] };
  const all = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, played]));
  const { targets } = assemble({ fleet, vantage, central, kinds: all, plainLight: () => light, recorder });
  const edges = targets.filter((target): target is EdgeRuntime => target.role === 'edge');
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  for (const edge of edges) {
    edge.journey = freshJourney;
    openCounters(recorder, edge);
    recordEdgeJourney(recorder, edge);
  }
  recorder.set(metrics.collectorStart, { vantage }, 0);
  const watches = Object.values(fleet.chains).flatMap((chain) => {
    const own = targets.filter((target) => target.labels.chain === chain.name);
    const ladder = fleet.ladders[chain.name];
    if (own.length === 0 || !ladder) return [];
    const controls = {
      blind: () => false,
      blindAfter: async () => false,
      clocks: () => [],
      stop: async () => undefined,
    };
    const groupOf = (name: string): string => independenceGroup(fleet, name);
    const never = (): boolean => false;
    const told = { everythingFails: never, behindDeadEdge: never, log: silentLog };
    return [createChainWatch({ chain, ladder, vantage, targets: own, groupOf, recorder, controls, ...told })];
  });
  for (const watch of watches) {
    await watch.run(Date.now() / 1000, false);
    for (const outcome of tickOutcomes) recorder.inc(metrics.ticks, { chain: watch.chain.name, vantage, outcome }, 0);
  }
  recorder.set(metrics.vantageBlind, { vantage }, 0);
  if (central) createHouseKeeper({ fleet, vantage, watches, nodes, edges, elsewhere: () => [], recorder }).keep();
  const text = await recorder.render('fast');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
};

it('the example fleet costs Prometheus about 300 series a second over its three collectors', async () => {
  const counts = await Promise.all([fleet.vantage, ...fleet.vantages.map(({ name }) => name)].map(seriesOf));
  // Causes come and go with incidents: a dozen at worst.
  expect(counts.reduce((sum, count) => sum + count, 12)).toBeLessThanOrEqual(300);
  expect(Math.min(...counts)).toBeGreaterThan(20);
});
