import type { MetricDef } from './define.ts';
import { fastMetrics } from './fast.ts';
import { publicMetrics } from './public.ts';
import { routerMetrics } from './router.ts';
import { slowMetrics } from './slow.ts';

/** Every metric that headwatch exposes. Add one here and record it in a probe; nothing else lists metrics. */
export const metrics = { ...fastMetrics, ...slowMetrics, ...routerMetrics, ...publicMetrics } as const satisfies Record<
  string,
  MetricDef
>;

export type MetricKey = keyof typeof metrics;
