/**
 * The page of Prometheus metrics of a simulated Nitro node, as v3.10 writes it: no HELP, counters as gauges, a space
 * before the braces, no `_sum`, durations in nanoseconds.
 */
import { type ArbitrumChain, messageOffset } from '../chain/arbitrum.ts';
import type { View } from '../chain/view.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
}

export interface NitroMetrics {
  readonly page: (view: View) => string;
}

const gauges = (figures: readonly Figure[]): string =>
  figures.map(({ name, value }) => `# TYPE ${name} gauge\n${name} ${value}\n`).join('\n');

/** Go prints large numbers with an exponent. */
const goNumber = (value: number): string =>
  value >= 1e21 || value < 1e6 ? String(value) : value.toExponential().replace(/e\+(\d)$/, 'e+0$1');

const summary = (name: string, count: number, quantiles: Readonly<Record<string, number>>): string =>
  `# TYPE ${name}_count counter\n${name}_count ${count}\n\n# TYPE ${name} summary\n${Object.entries(quantiles)
    .map(([quantile, value]) => `${name} {quantile="${quantile}"} ${goNumber(value)}\n`)
    .join('')}`;

const milliseconds = 1e6;
const gib = 1024 ** 3;

/** Milliseconds that a block takes to execute: a fifth of its time, or more than all of it when execution is behind. */
const executionOf = (slow: boolean): Readonly<Record<string, number>> => {
  const middle = (slow ? 480 : 50) * milliseconds;
  return { '0.5': middle, '0.75': middle * 1.3, '0.95': middle * 2, '0.99': middle * 3, '0.999': middle * 4 };
};

export const createNitroMetrics = (firstStart: number, { batchAt }: Pick<ArbitrumChain, 'batchAt'>): NitroMetrics => {
  let startedAt = firstStart;
  let refused = 0;
  let lookedAt = startedAt;
  return {
    page: (view) => {
      const mode = view.active?.mode;
      if (view.active && mode === 'restart' && startedAt < view.active.since) {
        startedAt = view.active.since;
        refused = 0;
      }
      const up = Math.max(0, view.now - startedAt);
      const throttled = mode === 'throttled';
      if (throttled) refused += Math.max(0, Math.round((view.now - lookedAt) * 5));
      lookedAt = view.now;
      const head = mode === 'execution_behind' ? view.trueHead : view.head;
      // What it reads of L1 stands at what was safe when it lost that, or its blobs.
      const read = batchAt(mode === 'blobs_lost' || mode === 'l1_lost' ? view.safe : view.head);
      const fed = mode !== 'feed_lost';
      const calls = Math.floor(up * 20);
      return [
        gauges([
          { name: 'chain_head_block', value: view.head },
          { name: 'chain_head_finalized', value: view.finalized },
          { name: 'chain_head_safe', value: view.safe },
          { name: 'chain_reorg_executes', value: 0 },
          { name: 'arb_feed_sources_connected', value: fed ? 1 : 0 },
          { name: 'arb_feed_sources_disconnected', value: fed ? 0 : 1 },
          { name: 'arb_sequencenumber_latest', value: head - messageOffset + 1 },
          { name: 'arb_sequencenumber_inblock', value: view.head - messageOffset },
          { name: 'arb_inbox_latest_batch', value: read.batch },
          { name: 'arb_inbox_latest_batch_message', value: read.messages },
          { name: 'arb_rpc_limitcheck_success', value: calls },
          { name: 'arb_rpc_limitcheck_failure', value: refused },
          { name: 'arb_memory_usage', value: (throttled ? 62 : 38) * gib },
          { name: 'arb_memory_limit', value: 62 * gib },
          { name: 'l2chaindata_disk_size', value: 2_500_000_000_000 + Math.floor(up * 900_000) },
          { name: 'arbitrumdata_disk_size', value: 310_000_000_000 + Math.floor(up * 90_000) },
          { name: 'wasm_disk_size', value: 4_100_000_000 },
          { name: 'rpc_requests', value: calls },
          { name: 'rpc_success', value: calls },
          { name: 'rpc_failure', value: 0 },
          { name: 'system_cpu_goroutines', value: 812 },
        ]),
        '# TYPE chain_info gauge\nchain_info {chain_id="42161"} 1\n',
        summary('arb_block_execution', Math.floor(up * 4), executionOf(mode === 'execution_behind')),
        summary('rpc_duration_all', calls, { '0.5': 182_000, '0.99': 9.1e6 }),
      ].join('\n');
    },
  };
};
