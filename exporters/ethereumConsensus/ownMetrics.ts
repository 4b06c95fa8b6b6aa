/**
 * What is re-exposed of a consensus client's own metrics, where fleet.yaml names their page (Lighthouse 5054, Prysm
 * 8080). Heads, finality and peers come by the Beacon API, which every client answers alike.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { nodeMetricsProbe } from '../nodeMetrics/scrape.ts';
import { processStart, row } from '../nodeMetrics/table.ts';

export const consensusTable = {
  syncSpeed: row(metrics.syncSlots, 'sync_slots_per_second'),
  startedAt: processStart,
} as const;

export const consensusMetricsProbe = nodeMetricsProbe(consensusTable);
