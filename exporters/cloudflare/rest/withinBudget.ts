/**
 * No metric of REST has more series than its budget, whatever lists Cloudflare gives: maps by country and data centre, or
 * pools that are renamed every day. What is beyond it is left out, and said.
 */
import { type Log, silentLog } from '../../../collector/log.ts';
import type { LevelRecorder } from '../../levels.ts';

/** Series of each metric: 200 pools in their five states, or 25 pools of three origins in 13 regions. */
export const restSeriesBudget = 1_000;

export const withinBudget = (recorder: LevelRecorder, log: Log = silentLog, most = restSeriesBudget): LevelRecorder => {
  const shown = new Map<string, Set<string>>();
  const said = new Set<string>();
  const fits = (metric: string, labels: object): boolean => {
    const series = shown.get(metric) ?? new Set<string>();
    shown.set(metric, series);
    const key = JSON.stringify(labels);
    if (series.has(key) || series.size < most) {
      series.add(key);
      return true;
    }
    if (!said.has(metric)) log.warn({ metric, most }, 'Cloudflare lists more than this metric may have series');
    said.add(metric);
    return false;
  };
  return {
    set: (metric, labels, value) => {
      if (fits(metric.name, labels)) recorder.set(metric, labels, value);
    },
    inc: (metric, labels, by) => {
      if (fits(metric.name, labels)) recorder.inc(metric, labels, by);
    },
    clear: (metric, labels) => {
      if (shown.get(metric.name)?.delete(JSON.stringify(labels))) recorder.clear(metric, labels);
    },
  };
};
