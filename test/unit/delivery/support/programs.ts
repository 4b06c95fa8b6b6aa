/** Programs that tests start for a while: each on a free port of loopback, each ended by its own id. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

export const freePort = (): Promise<number> =>
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

export interface Program {
  readonly url: string;
  /** Its own directory, gone with it. */
  readonly home: string;
  stop(): Promise<void>;
}

interface ProgramSpec {
  readonly command: string;
  readonly args: (place: { readonly home: string; readonly port: number }) => readonly string[];
  readonly before?: (home: string) => Promise<void> | void;
  /** Path that answers 200 when it is ready. */
  readonly ready: string;
}

export const startProgram = async ({ command, args, before, ready }: ProgramSpec): Promise<Program> => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-delivery-'));
  await before?.(home);
  const port = await freePort();
  const child: ChildProcess = spawn(command, [...args({ home, port })], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, HOME: home },
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    rmSync(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(url + ready).catch(() => undefined);
    if (answer?.ok) return { url, home, stop };
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`${command} is not ready after 10 s:\n${said}`);
};

interface PrometheusOptions {
  /** Content of prometheus.yml. */
  readonly config?: string;
  /** What it holds from the beginning, as OpenMetrics. */
  readonly holds?: string;
  readonly flags?: readonly string[];
}

export const startPrometheus = (options: PrometheusOptions): Promise<Program> =>
  startProgram({
    command: 'prometheus',
    ready: '/-/ready',
    before: async (home) => {
      writeFileSync(join(home, 'prometheus.yml'), options.config ?? stringify({ global: {} }));
      if (options.holds === undefined) return;
      writeFileSync(join(home, 'series.om'), options.holds);
      const made = ['tsdb', 'create-blocks-from', 'openmetrics', join(home, 'series.om'), join(home, 'data')];
      await promisify(execFile)('promtool', made, { maxBuffer: 64 * 1024 * 1024 });
    },
    args: ({ home, port }) => [
      `--config.file=${join(home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...(options.flags ?? []),
    ],
  });

export type Metric = Readonly<Record<string, string>>;
interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result?: readonly {
      readonly metric: Metric;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
}

const ask = async (url: string, path: string, form: Readonly<Record<string, string>>): Promise<Answer> => {
  const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(form) });
  // Prometheus answers every query, good or bad, with this shape.
  const answer = (await response.json()) as Answer;
  if (answer.status !== 'success') throw new Error(`${answer.error ?? 'no error text'}\n${form.query}`);
  return answer;
};

/** Labels and value of each series, now or at a Unix time. */
export const instant = async (
  url: string,
  query: string,
  at?: number,
): Promise<readonly { readonly metric: Metric; readonly value: string }[]> => {
  const answer = await ask(url, 'query', { query, ...(at === undefined ? {} : { time: String(at) }) });
  return (answer.data?.result ?? []).map(({ metric, value }) => ({ metric, value: value?.[1] ?? '' }));
};

/** How many series of a range query have a number somewhere. */
export const rangeCount = async (url: string, query: string, start: number, end: number, step: number) => {
  const form = { query, start: String(start), end: String(end), step: String(step) };
  const series = (await ask(url, 'query_range', form)).data?.result ?? [];
  return series.filter(({ values = [] }) => values.some(([, value]) => Number.isFinite(Number(value)))).length;
};
