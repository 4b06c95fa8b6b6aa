/** Writes the store: one OpenMetrics file for each two hours, turned into a block by promtool. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { intoStore } from '../intoStore.ts';
import type { Series } from './series.ts';

const blockSeconds = 7200;
const sparse = 3600;
const atOnce = 2;
/** Characters that are collected before they are written. */
const chunk = 1_000_000;

export interface Plan {
  readonly series: readonly Series[];
  readonly stepOf: (name: string) => number;
  /** Seconds before `to` that a series is dense. */
  readonly denseFor: (name: string) => number;
  readonly from: number;
  readonly to: number;
  readonly dir: string;
  readonly store: string;
  readonly progress: (line: string) => void;
}

const timesOf = (plan: Plan, name: string, start: number, end: number): readonly number[] => {
  const times: number[] = [];
  const dense = plan.to - plan.denseFor(name);
  const step = plan.stepOf(name);
  for (let at = start; at < Math.min(end, dense); at += sparse) times.push(at);
  const first = Math.max(start, Math.ceil(dense / step) * step);
  for (let at = first; at < end && at <= plan.to; at += step) times.push(at);
  return times;
};

const writeFile = (plan: Plan, path: string, start: number, end: number): number => {
  const file = openSync(path, 'w');
  const times = new Map<string, readonly number[]>();
  let count = 0;
  let text = '';
  for (const { name, head, at } of plan.series) {
    const own = times.get(name) ?? timesOf(plan, name, start, end);
    times.set(name, own);
    count += own.length;
    for (const time of own) text += `${head} ${at(time)} ${time}\n`;
    if (text.length < chunk) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, `${text}# EOF\n`);
  closeSync(file);
  return count;
};

/** @returns samples written */
export const writeBlocks = async (plan: Plan): Promise<number> => {
  const under = new Set<Promise<void>>();
  let samples = 0;
  const first = Math.floor(plan.from / blockSeconds);
  const last = Math.floor(plan.to / blockSeconds);
  for (let block = first; block <= last; block += 1) {
    const path = join(plan.dir, `${block}.om`);
    const start = Math.max(plan.from, block * blockSeconds);
    samples += writeFile(plan, path, start, (block + 1) * blockSeconds);
    const job = intoStore(path, plan.store).finally(() => {
      rmSync(path);
      under.delete(job);
    });
    under.add(job);
    if (under.size >= atOnce) await Promise.race(under);
    if ((block - first) % 120 === 119) plan.progress(`${(block - first + 1) / 12} days are written`);
  }
  await Promise.all(under);
  return samples;
};
