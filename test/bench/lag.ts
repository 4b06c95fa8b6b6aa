/**
 * Measured lag against the simulator's ground truth, over 10–200 ms of round trip: of nodes that are in sync, whose truth is
 * 0 blocks and 0 ms, so that every figure is the error itself; and, in a second half, with one node that truly is behind.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseFleet } from '../../collector/config/load.ts';
import { startCollector } from '../../collector/main.ts';
import { demoFleetYaml } from '../../demo/fleetFile.ts';
import type { SimUrls } from '../../demo/sim/types.ts';
import { createSimClient } from '../../demo/stack/simClient.ts';
import { kinds } from '../../exporters/kinds.ts';
import { freePort } from './freePort.ts';

const seconds = 60;
/** Who is behind in the second half, and by how much. */
const late = 'arb-eu';
const lateBy = 20;
/** Of the simulated Arbitrum. */
const blockTime = 0.25;

/** One measurement against the truth, both errors without their sign. */
interface Sample {
  readonly behind: boolean;
  readonly ms: number;
  readonly blocks: number;
}

const startSimProcess = (): Promise<{ child: ChildProcess; urls: SimUrls }> =>
  new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL('../../demo/sim/process.ts', import.meta.url));
    const options = JSON.stringify({ anvil: 'none', latencyMs: { min: 10, max: 200 } });
    const child = spawn(process.execPath, ['--import', 'tsx', file, options], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', (chunk: Buffer) => resolve({ child, urls: JSON.parse(chunk.toString()) as SimUrls }));
    child.once('exit', () => reject(new Error('the simulator ended')));
  });

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;

const errors = (prefix: string, samples: readonly Sample[]): Readonly<Record<string, number>> => ({
  [`${prefix}error_ms_p50`]: quantile(
    samples.map(({ ms }) => ms),
    0.5,
  ),
  [`${prefix}error_ms_p99`]: quantile(
    samples.map(({ ms }) => ms),
    0.99,
  ),
});

export const run = async (note: (line: string) => void): Promise<Record<string, number>> => {
  const { child, urls } = await startSimProcess();
  const unused = 'http://127.0.0.1:9';
  const text = demoFleetYaml(urls, {
    collector: `127.0.0.1:${await freePort()}`,
    router: '127.0.0.1:9',
    public: '127.0.0.1:10',
    prometheus: unused,
    alertmanager: unused,
    vantages: {},
    discordApi: unused,
    pagerduty: unused,
  });
  const env = {
    ARB_EDGE_RPC: urls.edges.arb.eu,
    ETH_EDGE_RPC: urls.edges.eth.eu,
    ETH_EDGE_BEACON: urls.edges.eth.eu,
  };
  const fleet = parseFleet(text, { file: 'bench', home: '/nonexistent', kinds, env, readFile: () => undefined });
  const collector = await startCollector({ fleet });
  try {
    const sim = createSimClient(urls);
    const targets = collector.watches
      .filter(({ chain }) => chain.name === 'arbitrum-one')
      .flatMap((watch) => watch.targets.filter(({ role }) => role !== 'reference'));
    /** Each target once a second. @param truth seconds that a target is behind */
    const measure = async (truth: (target: string) => number): Promise<readonly Sample[]> => {
      const samples: Sample[] = [];
      for (let i = 0; i < seconds; i++) {
        await sleep(1_000);
        for (const { labels, lag } of targets) {
          if (!lag) continue;
          const behind = truth(labels.target);
          const [ms, blocks] = [(lag.seconds - behind) * 1000, lag.blocks - behind / blockTime];
          samples.push({ behind: behind > 0, ms: Math.abs(ms), blocks: Math.abs(blocks) });
        }
      }
      return samples;
    };
    note(`asking the example fleet for ${seconds} s over 10–200 ms of round trip …`);
    await sleep(3_000);
    const level = await measure(() => 0);
    note(`${late} is ${lateBy} s behind; asking for ${seconds} s more …`);
    await sim.set({ target: late, mode: 'lag', seconds: lateBy }, true);
    // Until it is drained the edge of its region has its head, now and then.
    while (!Object.values((await sim.truth()).drained).some((nodes) => nodes.includes(late))) await sleep(200);
    await sleep(3_000);
    const mixed = await measure((target) => (target === late ? lateBy : 0));
    const behind = mixed.filter((sample) => sample.behind);
    const others = mixed.filter((sample) => !sample.behind);
    return {
      phantom_blocks_p50: quantile(
        level.map(({ blocks }) => blocks),
        0.5,
      ),
      phantom_blocks_p99: quantile(
        level.map(({ blocks }) => blocks),
        0.99,
      ),
      phantom_blocks_max: Math.max(...level.map(({ blocks }) => blocks)),
      ...errors('', level),
      true_behind_ms: lateBy * 1000,
      ...errors('behind_', behind),
      behind_error_blocks_p99: quantile(
        behind.map(({ blocks }) => blocks),
        0.99,
      ),
      ...errors('beside_', others),
      samples: level.length + mixed.length,
    };
  } finally {
    await collector.stop();
    child.kill();
  }
};
