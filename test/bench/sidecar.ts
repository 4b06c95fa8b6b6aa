/**
 * The load balancer's check under load: CPU and latency at forty checks a second for half a minute, each on a
 * connection of its own as a balancer opens them, and how many it can answer at most.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, get } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './freePort.ts';

const perSecond = 40;
const seconds = 30;
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const node = (file: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', here(file), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });

/** Lines of a child, one at a time. */
const linesOf = (child: ChildProcess): (() => Promise<string>) => {
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('ended before it said anything');
    return String(value);
  };
};

/** Milliseconds of one check; throws when it is not answered 200. */
const check = (url: string, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    get(url, { agent }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - began)
          : reject(new Error(`a check of a good node answered ${response.statusCode}`)),
      );
    }).on('error', reject);
  });

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 1000) / 1000;

export const run = async (note: (line: string) => void): Promise<Record<string, number>> => {
  const rpc = node('./rpcServer.ts');
  const rpcPort = await linesOf(rpc)();
  const worker = node('./sidecarWorker.ts', `http://127.0.0.1:${rpcPort}`, String(await freePort()));
  const said = linesOf(worker);
  const url = `http://${await said()}/lb/a`;
  const usage = async (): Promise<{ cpu: number; rss: number }> => {
    worker.stdin?.write('\n');
    return JSON.parse(await said()) as { cpu: number; rss: number };
  };
  const single = new Agent({ keepAlive: false });
  const kept = new Agent({ keepAlive: true, maxSockets: 20 });
  try {
    await sleep(3000);
    const idle = await usage();
    await sleep(5000);
    const idleAfter = await usage();
    note(`${perSecond} checks a second for ${seconds} s …`);
    const before = await usage();
    const began = performance.now();
    const asked: Promise<number>[] = [];
    for (let index = 0; index < perSecond * seconds; index++) {
      asked.push(check(url, single));
      await sleep(Math.max(0, began + ((index + 1) * 1000) / perSecond - performance.now()));
    }
    const latencies = await Promise.all(asked);
    const after = await usage();
    const lasted = (performance.now() - began) / 1000;
    note('as many as it can …');
    const burst = performance.now();
    let answered = 0;
    const work = async (): Promise<void> => {
      while (performance.now() - burst < 5000) {
        await check(url, kept);
        answered += 1;
      }
    };
    await Promise.all(Array.from({ length: 20 }, work));
    return {
      requests_per_s: Math.round(answered / ((performance.now() - burst) / 1000)),
      p99_ms: round(quantile(latencies, 0.99)),
      p50_ms: round(quantile(latencies, 0.5)),
      cpu_share: round((after.cpu - before.cpu) / lasted),
      cpu_share_idle: round((idleAfter.cpu - idle.cpu) / 5),
      checks_per_s: perSecond,
      rss_mb: Math.round(after.rss / 1e6),
    };
  } finally {
    worker.kill();
    rpc.kill();
    single.destroy();
    kept.destroy();
  }
};
