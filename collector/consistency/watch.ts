/**
 * Compares, below the head, what everyone on a chain says of the same height: 64 blocks back, where nothing changes any
 * more by a late block, and at the height that all of our nodes call final. Heads are compared in the fast lane, but on
 * a chain of four blocks a second they are seldom of one height.
 */
import { metrics } from '../catalogue/index.ts';
import type { AgreedHeight } from '../catalogue/labels.ts';
import { rangeManners } from '../catalogue/labels.ts';
import type { Fleet } from '../config/fleet.ts';
import { independenceGroup } from '../config/graph.ts';
import type { Recorder } from '../registry/registry.ts';
import { parseHeader } from '../rpc/parse.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { NodeRuntime, TargetRuntime } from '../tick/runtime.ts';
import { type Agreement, agreementAt, aloneSince, type DifferingRun, tookHeight } from './agreement.ts';
import { watchSettledLogs } from './settledLogs.ts';

type Watched = Pick<ChainWatch, 'chain' | 'state' | 'targets'>;

export interface ConsistencyOptions {
  readonly fleet: Fleet;
  readonly watches: readonly Watched[];
  readonly recorder: Recorder;
}

/** Seconds from one height to the next, to the next window of logs, and to the next question for blocks that do not exist. */
export const consistencyPace = { every: 30, logsEvery: 300, rangeEvery: 600 } as const;
const { every, logsEvery, rangeEvery } = consistencyPace;
const deadline = 5;
const settled = 64;
/** How far ahead of the head the range is: no chain makes so many blocks while the question is on its way. */
const ahead = 1000;

/** Nodes that join, and edges, which are their nodes again, have no voice. */
const voicesOf = (targets: readonly TargetRuntime[]): readonly TargetRuntime[] =>
  targets.filter((target) => {
    if (target.failure !== undefined || target.head === undefined || target.role === 'edge') return false;
    return target.role === 'reference' || (target.node.layer === 'execution' && target.node.state === 'serving');
  });

const nobody: ReadonlyMap<string, Agreement> = new Map();

const hex = (number: number): string => `0x${number.toString(16)}`;

export const watchConsistency = ({ fleet, watches, recorder }: ConsistencyOptions) => {
  const runs = new Map<string, DifferingRun>();
  const logs = watchSettledLogs({ fleet, recorder });

  const tell = (
    targets: readonly TargetRuntime[],
    height: AgreedHeight,
    found: ReadonlyMap<string, Agreement>,
  ): void => {
    for (const target of targets) {
      const { labels, role } = target;
      const agreement = found.get(labels.target);
      if (role === 'edge') continue;
      if (role === 'node' && height === 'finalized') target.hints.finalDiffers = agreement === 'differs';
      if (agreement === undefined) recorder.clear(metrics.hashAgreement, { ...labels, height });
      else recorder.set(metrics.hashAgreement, { ...labels, height }, agreement === 'agrees' ? 1 : 0);
    }
  };

  const compare = async (voices: readonly TargetRuntime[], number: number) => {
    const asked = await Promise.all(
      voices.map(async ({ asker, labels }) => {
        const seen = await asker.rpc('eth_getBlockByNumber', [hex(number), false], deadline, parseHeader);
        const group = independenceGroup(fleet, labels.target);
        return seen.ok && seen.value.number === number
          ? [{ name: labels.target, group, number, hash: seen.value.hash }]
          : [];
      }),
    );
    return agreementAt(asked.flat());
  };

  /** Rounds of a chain since its logs were last compared. */
  const rounds = new Map<string, number>();

  const compareLogs = async ({ chain, state, targets }: Watched): Promise<void> => {
    const head = state().corroborated?.head.number;
    if (head === undefined || !logs.concerns(chain.name)) return;
    // One on a fork of its own has other logs because of that.
    const voices = voicesOf(targets).filter((target) => target.role !== 'node' || !runs.has(target.node.name));
    await logs.compare(targets, voices, head, chain.blockTime);
  };

  const lookAtLogs = async (watch: Watched): Promise<void> => {
    const round = (rounds.get(watch.chain.name) ?? -1) + 1;
    rounds.set(watch.chain.name, round);
    if (round % (logsEvery / every) === 0 || logs.suspects(watch.targets)) await compareLogs(watch);
  };

  const look = async ({ state, targets }: Watched): Promise<void> => {
    const head = state().corroborated?.head.number;
    const voices = voicesOf(targets);
    const compared = head !== undefined && head > settled && voices.length >= 3;
    const found = compared ? await compare(voices, head - settled) : nobody;
    // Whoever could not be compared has nothing to show: what it said before is not what it says now.
    tell(targets, 'settled', found);
    const at = Date.now() / 1000;
    for (const target of targets) {
      if (target.role !== 'node') continue;
      const run = tookHeight(runs.get(target.node.name), found.get(target.node.name), at);
      if (run) runs.set(target.node.name, run);
      else runs.delete(target.node.name);
      target.settledAloneSince = aloneSince(run);
    }
    const finals = voices.flatMap((target) => (target.role === 'node' ? (target.hints.finalized?.number ?? []) : []));
    tell(targets, 'finalized', compared && finals.length > 0 ? await compare(voices, Math.min(...finals)) : nobody);
  };

  /** A node that cuts a range without a word makes whoever reads logs by a cursor skip what comes later. */
  const askRange = async ({ asker, labels, head, node }: NodeRuntime): Promise<void> => {
    if (node.layer !== 'execution' || head === undefined) return;
    const from = head.number + ahead;
    const filter = { fromBlock: hex(from), toBlock: hex(from + 10), address: `0x${'0'.repeat(39)}1` };
    const seen = await asker.rpc('eth_getLogs', [filter], deadline);
    const manner = seen.ok
      ? Array.isArray(seen.value)
        ? 'cut'
        : undefined
      : seen.reason === 'rpc_error' || seen.reason === 'block_unknown'
        ? 'refused'
        : undefined;
    for (const each of rangeManners) {
      if (manner === undefined) recorder.clear(metrics.futureRange, { ...labels, manner: each });
      else recorder.set(metrics.futureRange, { ...labels, manner: each }, manner === each ? 1 : 0);
    }
  };
  const askRanges = async (): Promise<void> => {
    for (const { targets } of watches) for (const target of targets) if (target.role === 'node') await askRange(target);
  };

  const timers: NodeJS.Timeout[] = [];
  const repeat = (work: () => Promise<unknown>, first: number, seconds: number): void => {
    let busy = false;
    const fire = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      await work();
      busy = false;
    };
    const start = (): void => {
      timers.push(setInterval(() => void fire(), seconds * 1000));
      void fire();
    };
    timers.push(setTimeout(start, first * 1000));
  };
  const lookAll = async (): Promise<void> => void (await Promise.all(watches.map(look)));
  return {
    /** One round of each, for whoever does not wait for the clock. */
    look: lookAll,
    compareLogs: async (): Promise<void> => void (await Promise.all(watches.map(compareLogs))),
    askRanges,
    start: (): void => {
      // One chain after the other: a thousand questions in one instant would keep the fast lane waiting.
      for (const [index, watch] of watches.entries())
        repeat(() => look(watch).then(() => lookAtLogs(watch)), 10 + (index * every) / watches.length, every);
      repeat(askRanges, 15, rangeEvery);
    },
    stop: (): void => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
