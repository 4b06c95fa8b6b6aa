/** Debian's Prometheus over blocks made from a text: real answers for every query. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Queries, queriesOf } from '../../../../demo/drill/panels/queries.ts';

export interface TestPrometheus extends Queries {
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

const ready = async (url: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('prometheus is not ready after 10 s');
};

export const startPrometheus = async (openMetricsText: string): Promise<TestPrometheus> => {
  const home = await mkdtemp(join(tmpdir(), 'headwatch-dashboards-'));
  await writeFile(join(home, 'series.om'), openMetricsText);
  await writeFile(join(home, 'prometheus.yml'), 'global: {}\n');
  await promisify(execFile)('promtool', [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    join(home, 'series.om'),
    join(home, 'data'),
  ]);
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    await rm(home, { recursive: true, force: true });
  };
  try {
    await ready(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...queriesOf(url), stop };
};
