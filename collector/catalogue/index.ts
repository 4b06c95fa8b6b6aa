import { cloudflareMetrics } from './cloudflare.ts';
import { consistencyMetrics } from './consistency.ts';
import type { MetricDef } from './define.ts';
import { ethereumMetrics } from './ethereum.ts';
import { fastMetrics } from './fast.ts';
import { heartbeatMetrics } from './heartbeats.ts';
import { isolationMetrics } from './isolation.ts';
import { l1LinkMetrics } from './l1Link.ts';
import { lifeMetrics } from './life.ts';
import { nitroMetrics } from './nitro.ts';
import { publicMetrics } from './public.ts';
import { routerMetrics } from './router.ts';
import { sidecarMetrics } from './sidecar.ts';
import { slowMetrics } from './slow.ts';
import { treasuryMetrics } from './treasury.ts';
import { tunnelMetrics } from './tunnels.ts';

/** Every metric that headwatch exposes. Add one here and record it in a probe; nothing else lists metrics. */
export const metrics = {
  ...fastMetrics,
  ...slowMetrics,
  ...consistencyMetrics,
  ...ethereumMetrics,
  ...l1LinkMetrics,
  ...nitroMetrics,
  ...lifeMetrics,
  ...routerMetrics,
  ...heartbeatMetrics,
  ...sidecarMetrics,
  ...cloudflareMetrics,
  ...tunnelMetrics,
  ...isolationMetrics,
  ...treasuryMetrics,
  ...publicMetrics,
} as const satisfies Record<string, MetricDef>;

export type MetricKey = keyof typeof metrics;
