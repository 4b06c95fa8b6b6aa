/**
 * The page of Prometheus metrics of a simulated Nitro node, as v3.10 writes it: no HELP, counters as gauges, a space
 * before the braces, no `_sum`, durations in nanoseconds.
 */
import type { NitroChain } from '../chain/nitroChain.ts';
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

/** One in so many seconds cannot be followed by a validator that fails. */
const failsEvery = 15;

/** Of a block validator and of BoLD's scanner: counters, as everything here, from the start of the node. */
const validatorFigures = (view: View, { headAt, messageOffset }: NitroChain, startedAt: number): readonly Figure[] => {
  const { active, head, now } = view;
  const mode = active?.mode;
  const stoodAt = active && mode === 'validator_idle' ? headAt(active.since) : head;
  const started = headAt(startedAt);
  const failed = active && mode === 'validator_failing' ? 1 + Math.floor((now - active.since) / failsEvery) : 0;
  const count = (number: number): number => number - messageOffset + 1;
  return [
    { name: 'arb_validator_validations_valid', value: Math.max(0, stoodAt - started) },
    { name: 'arb_validator_validations_failed', value: failed },
    { name: 'arb_validator_validations_pending', value: Math.min(head - stoodAt, 16) },
    { name: 'arb_validator_msg_count_created', value: count(head) },
    { name: 'arb_validator_msg_count_record_sent', value: count(stoodAt) },
    { name: 'arb_validator_msg_count_last_validation_sent', value: count(stoodAt) },
    { name: 'arb_validator_msg_count_validated', value: count(stoodAt) },
    { name: 'arb_validator_memory_limit_exceeded', value: 0 },
    { name: 'arb_validator_scanner_assertion_confirmed', value: Math.floor((now - startedAt) / 3_600) },
    { name: 'arb_validator_scanner_challenge_submitted', value: 0 },
    { name: 'arb_validator_scanner_evil_assertion', value: failed > 0 ? 1 : 0 },
  ];
};

/** @param validates it runs a block validator, which shows its figures on the same page */
export const createNitroMetrics = (firstStart: number, chain: NitroChain, validates = false): NitroMetrics => {
  const { batchAt, messageOffset } = chain;
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
          ...(validates ? validatorFigures(view, chain, startedAt) : []),
        ]),
        `# TYPE chain_info gauge\nchain_info {chain_id="${chain.id}"} 1\n`,
        summary('arb_block_execution', Math.floor(up * 4), executionOf(mode === 'execution_behind')),
        summary('rpc_duration_all', calls, { '0.5': 182_000, '0.99': 9.1e6 }),
      ].join('\n');
    },
  };
};
