/**
 * What the example fleet needs: the whole simulated system with its three collectors runs, beside it a second Prometheus
 * of the same configuration that writes blocks every four minutes instead of every two hours, so that the bytes of a
 * sample can be weighed. Blocks of two hours are denser: this is an upper bound.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { findBinaries } from '../../demo/stack/binaries.ts';
import { getJson } from '../../demo/stack/http.ts';
import { startStack } from '../../demo/stack/stack.ts';
import { freePort } from './freePort.ts';

const blockMinutes = 4;
const answer = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});
const meta = z.object({ stats: z.object({ numSamples: z.number(), numSeries: z.number() }) });

const bytesOf = (dir: string): number =>
  readdirSync(dir, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );

/** Processor seconds and resident bytes of a process, from /proc. */
const costOf = (pid: number): { readonly cpu: number; readonly rss: number } => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, rss: pages * 4096 };
};

const names = ['collector', 'router', 'prometheus', 'alertmanager'] as const;

export const run = async (note: (line: string) => void): Promise<Readonly<Record<string, number>>> => {
  const { prometheus } = await findBinaries({ log: note });
  const stack = await startStack({ objective: 90, log: note });
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-capacity-'));
  const port = await freePort();
  const second = spawn(
    prometheus,
    [
      `--config.file=${join(stack.home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${dir}`,
      `--storage.tsdb.min-block-duration=${blockMinutes}m`,
      `--storage.tsdb.max-block-duration=${blockMinutes}m`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const gone = new Promise((resolve) => second.once('exit', resolve));
  const blocks = (): readonly string[] =>
    readdirSync(dir).filter(
      (name) => /^[0-9A-Z]{26}$/.test(name) && readdirSync(join(dir, name)).includes('meta.json'),
    );
  try {
    await sleep(60_000);
    const costs = (): Readonly<Record<string, ReturnType<typeof costOf>>> =>
      Object.fromEntries(names.map((name) => [name, costOf(stack.processes.pid(name) ?? 0)]));
    const before = costs();
    const begun = Date.now();
    note(`waiting for two blocks of ${blockMinutes} minutes …`);
    // The first one may be a short one.
    while (blocks().length < 2 && Date.now() - begun < 1_200_000) await sleep(2000);
    const after = costs();
    const seconds = (Date.now() - begun) / 1000;
    const sizes = blocks()
      .map((name) => ({
        bytes: bytesOf(join(dir, name)),
        stats: meta.parse(JSON.parse(readFileSync(join(dir, name, 'meta.json'), 'utf8'))).stats,
      }))
      .toSorted((a, b) => b.stats.numSamples - a.stats.numSamples);
    const [block] = sizes;
    if (!block) throw new Error('no block was written');
    const ask = async (query: string): Promise<number> => {
      const got = await getJson(`${stack.urls.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
      return Number(answer.parse(got).data.result[0]?.value[1]);
    };
    const perSecond = await (async () => {
      const told = async (): Promise<number> => {
        const text = await (await fetch(`${stack.urls.prometheus}/metrics`)).text();
        return Number(
          /^prometheus_tsdb_head_samples_appended_total\{[^}]*type="float"\} (\S+)$/m.exec(text)?.[1] ??
            /^prometheus_tsdb_head_samples_appended_total(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1],
        );
      };
      const first = await told();
      await sleep(60_000);
      return ((await told()) - first) / 60;
    })();
    const bytes = block.bytes / block.stats.numSamples;
    const figures: Record<string, number> = {
      series: await ask('count({__name__!=""})'),
      samples_per_s: Math.round(perSecond),
      bytes_per_sample: Math.round(bytes * 100) / 100,
      gb_90d: Math.round((perSecond * bytes * 86_400 * 90) / 1e8) / 10,
    };
    for (const name of names) {
      figures[`${name}_cores`] =
        Math.round((((after[name]?.cpu ?? 0) - (before[name]?.cpu ?? 0)) / seconds) * 1000) / 1000;
      figures[`${name}_mb`] = Math.round((after[name]?.rss ?? 0) / 1e6);
    }
    return figures;
  } finally {
    second.kill('SIGTERM');
    await gone;
    rmSync(dir, { recursive: true, force: true });
    await stack.stop();
  }
};
