/**
 * Lag that is not there: simulated Nitro nodes that are in sync, asked over 10–200 ms of round trip, and what headwatch
 * says of their lag each second. The truth is 0 blocks and 0 ms, so every figure is the error itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseFleet } from '../../collector/config/load.ts';
import { startCollector } from '../../collector/main.ts';
import { demoFleetYaml } from '../../demo/fleetFile.ts';
import type { SimUrls } from '../../demo/sim/types.ts';
import { kinds } from '../../exporters/kinds.ts';
import { freePort } from './freePort.ts';

const seconds = 60;

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
    note(`asking the example fleet for ${seconds} s over 10–200 ms of round trip …`);
    await sleep(3_000);
    const blocks: number[] = [];
    const errors: number[] = [];
    for (let i = 0; i < seconds; i++) {
      await sleep(1_000);
      for (const { targets, chain } of collector.watches) {
        if (chain.name !== 'arbitrum-one') continue;
        for (const target of targets) {
          if (target.role === 'reference' || !target.lag) continue;
          blocks.push(target.lag.blocks);
          errors.push(target.lag.seconds * 1000);
        }
      }
    }
    return {
      phantom_blocks_p50: quantile(blocks, 0.5),
      phantom_blocks_p99: quantile(blocks, 0.99),
      phantom_blocks_max: Math.max(...blocks),
      error_ms_p50: quantile(errors, 0.5),
      error_ms_p99: quantile(errors, 0.99),
      samples: blocks.length,
    };
  } finally {
    await collector.stop();
    child.kill();
  }
};
