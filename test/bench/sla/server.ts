/** A real Prometheus on a store, until it is stopped. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../freePort.ts';

export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const tries = 600;

/** @throws Error when it does not become ready within a minute */
export const startPrometheus = async (dir: string, store: string, port?: number): Promise<Server> => {
  const config = join(dir, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const at = port ?? (await freePort());
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${store}`,
      '--storage.tsdb.retention.time=100y',
      // Blocks stay as they were written: compaction would only cost time here.
      '--storage.tsdb.min-block-duration=2h',
      '--storage.tsdb.max-block-duration=2h',
      `--web.listen-address=127.0.0.1:${at}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${at}`;
  const ready = async (): Promise<boolean> => {
    const response = await fetch(`${url}/-/ready`).catch(() => undefined);
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
      throw new Error('Prometheus did not become ready');
    }
    await sleep(100);
  }
  return { url, pid: child.pid ?? 0, stop };
};
