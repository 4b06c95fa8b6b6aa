import { metrics } from '../../../collector/catalogue/index.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { type Parse, ProbeFailure, unwrap } from '../../../collector/probe/api.ts';
import type { JourneyContext } from '../../../collector/probe/journey.ts';
import { hexNumber, isRecord, parseHeader } from '../../../collector/rpc/parse.ts';
import type { HeadView } from '../../../collector/view.ts';
import type { Step } from '../run.ts';

export interface JourneyHead extends HeadView {
  /** Number of the parent chain's block that it carries; only where that is asked for. */
  readonly l1BlockNumber?: number;
}

const parseL1Header: Parse<JourneyHead> = (result) => {
  const header = parseHeader(result);
  if ('reason' in header || !isRecord(result)) return header;
  const l1BlockNumber = hexNumber(result.l1BlockNumber);
  return l1BlockNumber === undefined ? { reason: 'l1_missing' } : { value: { ...header.value, l1BlockNumber } };
};

/** Ethereum's slot. The parent chain of every known chain is one with slots of twelve seconds. */
const slotSeconds = 12;

/** Backends that are told of the same block within a second of each other are equal; a user never asks as fast. */
const settlesMs = 1_000;

export interface HeadStep {
  readonly step: Step;
  /** The head of this run; later steps only run when there is one. */
  readonly current: () => JourneyHead;
}

/**
 * `eth_getBlockByNumber("latest")`, never lower than before on this path: a head below its cursor stops a member's
 * process without an error. A height that nobody reaches any more after `readmit` seconds is given up, as by a restart.
 * @param l1 whether the header must carry `l1BlockNumber`: without it a Livepeer node takes the L2 height for L1's
 */
export const createHeadStep = (context: JourneyContext, l1: boolean): HeadStep => {
  const { ask, ladder, chain, recorder, labels } = context;
  const near = Math.max(1, Math.ceil(1 / chain.blockTime));
  let current: JourneyHead | undefined;
  let highest: { readonly number: number; readonly at: number } | undefined;
  let lowerSince: number | undefined;

  const hasRegressed = (number: number): boolean => {
    const now = performance.now();
    if (!highest || number >= highest.number) {
      highest = { number, at: now };
      lowerSince = undefined;
      return false;
    }
    if (now - highest.at < settlesMs && highest.number - number <= near) return false;
    recorder.inc(metrics.headRegressions, labels);
    lowerSince ??= now;
    if (now - lowerSince >= ladder.readmit * 1000) {
      highest = undefined;
      lowerSince = undefined;
    }
    return true;
  };

  const showL1 = (number: number): void => {
    recorder.set(metrics.l1BlockNumber, labels, number);
    const parent = context.l1Head();
    if (!parent) {
      recorder.clear(metrics.l1BlockAge, labels);
      return;
    }
    const age = (parent.number - number) * slotSeconds + Date.now() / 1000 - parent.timestamp;
    recorder.set(metrics.l1BlockAge, labels, Math.max(0, age));
  };

  const askHead = async (): Promise<JourneyHead> => {
    const parse: Parse<JourneyHead> = l1 ? parseL1Header : parseHeader;
    const head = unwrap(await ask.rpc('eth_getBlockByNumber', ['latest', false], ladder.deadline, parse));
    // We have only our own clock here; the fast lane, which has others', is stricter.
    if (head.timestamp > Date.now() / 1000 + limits.futureAlone) throw new ProbeFailure('future_block');
    return head;
  };

  return {
    current: () => {
      if (!current) throw new Error('a step ran before the head was known');
      return current;
    },
    step: {
      name: 'head',
      run: async () => {
        current = undefined;
        try {
          current = await askHead();
        } catch (error) {
          if (l1) for (const metric of [metrics.l1BlockNumber, metrics.l1BlockAge]) recorder.clear(metric, labels);
          throw error;
        }
        if (current.l1BlockNumber !== undefined) showL1(current.l1BlockNumber);
        if (hasRegressed(current.number)) throw new ProbeFailure('regressed');
        return 'done';
      },
    },
  };
};
