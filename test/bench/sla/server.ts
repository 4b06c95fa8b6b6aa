/** A real Prometheus on a store, or a real VictoriaMetrics to be filled, until it is stopped. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { freePort } from '../freePort.ts';

export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const tries = 600;

/** @throws Error when it does not become ready within a minute */
const startServer = async (command: string, args: readonly string[], at: number, path: string): Promise<Server> => {
  const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${at}`;
  const ready = async (): Promise<boolean> => {
    const response = await fetch(`${url}${path}`).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok === true;
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  for (let left = tries; !(await ready()); left -= 1) {
    if (left === 0 || child.exitCode !== null) {
      await stop();
      throw new Error(`${command} did not become ready`);
    }
    await sleep(100);
  }
  return { url, pid: child.pid ?? 0, stop };
};

/** @throws Error when it does not become ready within a minute */
export const startPrometheus = async (dir: string, store: string, port?: number): Promise<Server> => {
  const config = join(dir, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const at = port ?? (await freePort());
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${store}`,
    '--storage.tsdb.retention.time=100y',
    // Blocks stay as they were written: compaction would only cost time here.
    '--storage.tsdb.min-block-duration=2h',
    '--storage.tsdb.max-block-duration=2h',
    `--web.listen-address=127.0.0.1:${at}`,
    '--log.level=error',
  ];
  return startServer('prometheus', args, at, '/-/ready');
};

/** With the flags of docker-compose.yml's profile `scale`. @throws Error when it does not become ready within a minute */
export const startVictoriaMetrics = async (store: string): Promise<Server> => {
  const compose = fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url));
  const flags: readonly string[] = parse(readFileSync(compose, 'utf8')).services['victoria-metrics'].command;
  const kept = flags.filter((flag) => !/^-(storageDataPath|httpListenAddr)=/.test(flag));
  const at = await freePort();
  const args = [...kept, `-storageDataPath=${store}`, `-httpListenAddr=127.0.0.1:${at}`, '-loggerLevel=ERROR'];
  return startServer('victoria-metrics', args, at, '/health');
};

/** A file of OpenMetrics into VictoriaMetrics, which wants milliseconds and no comments. */
export const importInto = async ({ url }: Server, file: string): Promise<void> => {
  const body = readFileSync(file, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/ (\d+(?:\.\d+)?)$/gm, (_, at: string) => ` ${Math.round(Number(at) * 1000)}`);
  const taken = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body });
  if (!taken.ok) throw new Error(`VictoriaMetrics did not take it: ${taken.status} ${await taken.text()}`);
  // It shows what it took some seconds later, unless it is told to.
  const shown = await fetch(`${url}/internal/force_flush`);
  if (!shown.ok) throw new Error(`VictoriaMetrics does not show it: ${shown.status}`);
};
