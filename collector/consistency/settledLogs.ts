/**
 * Whether the nodes of a chain with members give the same logs for the same settled blocks: one that has lost some answers
 * without an error, and whoever reads events by a cursor never hears of them again. Every few minutes a few blocks, all
 * logs of them, so that it does not matter which contracts the members use.
 */
import { createHash } from 'node:crypto';
import { metrics } from '../catalogue/index.ts';
import type { Fleet } from '../config/fleet.ts';
import { independenceGroup } from '../config/graph.ts';
import type { Parse } from '../probe/api.ts';
import type { Recorder } from '../registry/registry.ts';
import { hexNumber, isRecord } from '../rpc/parse.ts';
import type { TargetRuntime } from '../tick/runtime.ts';
import { type Agreement, agreementAt } from './agreement.ts';

/** Blocks behind the head where logs no longer change. */
const settled = 100;
/** Seconds of the chain in a window, and the fewest blocks: some hundred logs, and far below a megabyte. */
const window = { seconds: 5, least: 2 } as const;
/** Windows in a row with other logs, so that no answer of a moment ago decides. */
const windowsNeeded = 2;
const deadline = 5;

export interface LogsDigest {
  readonly count: number;
  readonly digest: string;
}

const keyOf = (log: unknown, from: number, to: number): string | undefined => {
  if (!isRecord(log)) return undefined;
  const number = hexNumber(log.blockNumber);
  const index = hexNumber(log.logIndex);
  if (number === undefined || number < from || number > to || index === undefined) return undefined;
  const { blockHash, transactionHash } = log;
  if (typeof blockHash !== 'string' || typeof transactionHash !== 'string') return undefined;
  return `${blockHash} ${transactionHash} ${index}`.toLowerCase();
};

/** Honest providers differ in the JSON around a log, and may differ in the order: what names each log is compared, as a set. */
export const digestOf =
  (from: number, to: number): Parse<LogsDigest> =>
  (result) => {
    if (!Array.isArray(result)) return { reason: result === null ? 'null_result' : 'bad_shape' };
    const keys = result.map((log) => keyOf(log, from, to)).filter((key) => key !== undefined);
    if (keys.length !== result.length) return { reason: 'bad_shape' };
    const lines = [...new Set(keys)].sort();
    return { value: { count: lines.length, digest: createHash('sha256').update(lines.join('\n')).digest('hex') } };
  };

const hex = (number: number): string => `0x${number.toString(16)}`;

export const watchSettledLogs = ({ fleet, recorder }: { readonly fleet: Fleet; readonly recorder: Recorder }) => {
  /** Windows in a row in which a target had other logs. */
  const runs = new Map<string, number>();

  const tell = (target: TargetRuntime, agreement: Agreement | undefined): void => {
    const { labels } = target;
    if (agreement === undefined) {
      recorder.clear(metrics.logsAgreement, labels);
      return;
    }
    const run = agreement === 'agrees' ? 0 : (runs.get(labels.target) ?? 0) + 1;
    runs.set(labels.target, run);
    if (run === 0) recorder.set(metrics.logsAgreement, labels, 1);
    else if (run < windowsNeeded) recorder.clear(metrics.logsAgreement, labels);
    else {
      recorder.set(metrics.logsAgreement, labels, 0);
      if (target.role === 'node') target.hints.logsDifferAt = Date.now() / 1000;
    }
  };

  return {
    /** Chains that members read. */
    concerns: (chain: string): boolean =>
      fleet.edges.some((edge) => edge.audience === 'members' && edge.chain === chain),
    /** Someone had other logs in the last window: the next one is to come soon. */
    suspects: (targets: readonly TargetRuntime[]): boolean =>
      targets.some(({ labels }) => (runs.get(labels.target) ?? 0) > 0),
    /** @param head corroborated number; @param blockTime seconds; @param voices of the targets, whose blocks are those of the others */
    compare: async (
      targets: readonly TargetRuntime[],
      voices: readonly TargetRuntime[],
      head: number,
      blockTime: number,
    ): Promise<void> => {
      const to = head - settled;
      const from = to - Math.max(window.least, Math.round(window.seconds / blockTime)) + 1;
      if (from <= 0) return;
      const filter = { fromBlock: hex(from), toBlock: hex(to) };
      const asked = await Promise.all(
        // One that is behind has none of them yet, and may answer an empty list.
        voices
          .filter((voice) => voice.head !== undefined && voice.head.number >= to)
          .map(async ({ asker, labels }) => {
            const seen = await asker.rpc('eth_getLogs', [filter], deadline, digestOf(from, to));
            const group = independenceGroup(fleet, labels.target);
            return seen.ok
              ? [{ name: labels.target, group, number: to, hash: seen.value.digest, count: seen.value.count }]
              : [];
          }),
      );
      const answers = asked.flat();
      // That nobody has any says nothing of an index that has lost some.
      if (answers.length > 0 && answers.every(({ count }) => count === 0)) return;
      const found = agreementAt(answers);
      for (const target of targets) if (target.role !== 'edge') tell(target, found.get(target.labels.target));
    },
  };
};
