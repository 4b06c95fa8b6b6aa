/** What the cases about Cloudflare share: the slow lane's step, and spelling of series. */
import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, type Sample } from '../support/samples.ts';

export const step = 15;

/** Samples in so many minutes. */
export const minutes = (count: number): number => (count * 60) / step;

export const series = (name: string, labels: Readonly<Record<string, string>> = {}): string => {
  const own = Object.entries(labels).map(([label, value]) => `,${label}="${value}"`);
  return `headwatch_${name}{job="headwatch",instance="central"${own.join('')}}`;
};

/** `[minutes, a minute], …`: a counter that grows evenly. */
export const growing = (...runs: readonly (readonly [count: number, perMinute: number])[]): readonly Sample[] =>
  counter(0, ...runs.map(([count, perMinute]) => [minutes(count), (perMinute * step) / 60] as const));

/** `[minutes, value], …` */
export const level = (...runs: readonly (readonly [count: number, value: Sample])[]): readonly Sample[] =>
  gauge(...runs.map(([count, value]) => [minutes(count), value] as const));

export const cloudflare = { scope: 'cloudflare', region: 'all' };

/** Nothing is said by nothing: it fires only on evidence. */
export const quiet: AlertCases['absent'] = { fires: [], seconds: 600 };
