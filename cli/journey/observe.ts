/** Runs a member's journey a few times beside the references, and keeps what each step did. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type JourneyStep, journeySteps } from '../../collector/catalogue/labels.ts';
import { livepeerDefaults } from '../../collector/config/livepeer.ts';
import type { Secret } from '../../collector/config/secret.ts';
import type { Chain } from '../../collector/policy/chains.ts';
import type { Ladder } from '../../collector/policy/ladder.ts';
import { type JourneyResult, newCompany } from '../../collector/probe/journey.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import type { HeadView } from '../../collector/view.ts';
import { journeyKinds } from '../../exporters/journey/index.ts';
import { headOf, labelsOf, type OpenEndpoint, openEndpoint, silentRecorder } from './endpoints.ts';
import type { Failure, Findings } from './findings.ts';

/** Seconds between two runs; a member's process asks each five. */
const pause = 1;

export interface StepSeen {
  readonly step: JourneyStep;
  readonly good: number;
  readonly failed: number;
  readonly reason: Failure['reason'] | null;
  /** Of the good ones. */
  readonly milliseconds: readonly number[];
}

interface Round {
  readonly head: HeadView | undefined;
  readonly newest: HeadView | undefined;
  readonly answered: number;
  readonly result: JourneyResult;
}

const newestOf = (heads: readonly HeadView[]): HeadView | undefined =>
  heads.reduce<HeadView | undefined>(
    (best, head) => (best && best.timestamp >= head.timestamp ? best : head),
    undefined,
  );

/** A head that neither moved between the first round and the last nor is young; a moving one means that our clock is fast. */
const isHalted = (rounds: readonly Round[], { halted }: Ladder, now: number): boolean => {
  const [first, last] = [rounds[0]?.newest, rounds.at(-1)?.newest];
  if (!first || !last || (rounds.at(-1)?.answered ?? 0) < 2) return false;
  return first.number === last.number && now - last.timestamp >= halted;
};

export interface Seen {
  readonly findings: Omit<Findings, 'status' | 'now'>;
  readonly steps: readonly StepSeen[];
  readonly head: HeadView | undefined;
}

export interface Watch {
  readonly url: Secret;
  readonly chain: Chain;
  readonly ladder: Ladder;
  readonly livepeer: boolean;
  /** Those that are on the chain, of `asked`. */
  readonly references: readonly OpenEndpoint[];
  readonly asked: number;
  readonly runs: number;
  readonly progress: (line: string) => void;
}

export const watchEndpoint = async ({
  url,
  chain,
  ladder,
  livepeer,
  references,
  asked,
  runs,
  progress,
}: Watch): Promise<Seen> => {
  const steps = new Map<
    JourneyStep,
    { good: number; failed: number; reason: Failure['reason'] | null; ms: number[] }
  >();
  const stepOf = (name: string) => {
    const step = journeySteps.find((each) => each === name) ?? 'chain_id';
    const known = steps.get(step) ?? { good: 0, failed: 0, reason: null, ms: [] };
    steps.set(step, known);
    return known;
  };
  const recorder: Recorder = {
    ...silentRecorder,
    inc: (_metric, labels) => {
      if (!('step' in labels) || !('outcome' in labels)) return;
      const step = stepOf(String(labels.step));
      if (labels.outcome === 'ok') step.good++;
      else step.failed++;
    },
    observe: (_metric, labels, seconds) => {
      if ('step' in labels) stepOf(String(labels.step)).ms.push(seconds * 1000);
    },
  };
  const yours = openEndpoint(url, chain.name);
  const isSocket = /^wss?:/.test(url.reveal());
  const name = livepeer ? 'livepeer-orchestrator' : 'evm-generic';
  const journey = journeyKinds[name]({
    chain,
    ladder,
    labels: labelsOf(chain.name),
    ask: yours.ask,
    beacon: undefined,
    socket: isSocket ? yours.endpoint : undefined,
    livepeer: livepeerDefaults,
    l1Head: () => undefined,
    company: newCompany(),
    recorder,
  });
  const round = async (): Promise<Round> => {
    // In one instant, so that what is compared is of the same time.
    const [head, ...others] = await Promise.all([yours, ...references].map((each) => headOf(each, ladder.deadline)));
    const heads = others.filter((each) => each !== undefined);
    return { head, newest: newestOf(heads), answered: heads.length, result: await journey.run() };
  };
  const rounds: Round[] = [];
  for (let run = 1; run <= runs; run++) {
    progress(`Run ${run} of ${runs} …`);
    if (run > 1) await sleep(pause * 1000);
    rounds.push(await round());
  }
  const boots: JourneyResult[] = [];
  if (journey.boot && rounds.some(({ result }) => result.ok)) {
    progress('What a process asks when it starts …');
    boots.push(await journey.boot());
    // As the service itself confirms a failure.
    if (boots[0]?.ok === false) boots.push(await journey.boot());
  }
  await journey.stop();
  await yours.close();

  const failuresOf = (results: readonly JourneyResult[]) => results.flatMap((result) => (result.ok ? [] : [result]));
  const bootFails = boots.at(-1)?.ok === false;
  const failures = failuresOf([...rounds.map(({ result }) => result), ...(bootFails ? boots : [])]);
  for (const { step, reason } of [...failures, ...failuresOf(boots)]) stepOf(step).reason = reason;
  const failedRuns = rounds.filter(({ result }) => !result.ok).length;
  const head = newestOf(rounds.flatMap((each) => each.head ?? []));
  const now = Date.now() / 1000;
  const lags = rounds.flatMap((each) =>
    each.head && each.newest ? [Math.max(0, each.newest.timestamp - each.head.timestamp)] : [],
  );
  const last = failures.at(-1);
  return {
    findings: {
      runs,
      failedRuns: bootFails ? runs : failedRuns,
      failure: last && { step: last.step, reason: last.reason },
      goodSteps: [...steps.values()].filter(({ failed }) => failed === 0).length,
      headAge: head && now - head.timestamp,
      lag: lags.length > 0 ? Math.min(...lags) : undefined,
      stale: ladder.stale,
      references: {
        asked,
        answered: Math.max(0, ...rounds.map(({ answered }) => answered)),
        halted: !chain.quiet && isHalted(rounds, ladder, now),
      },
    },
    steps: journeySteps.flatMap((step): StepSeen[] => {
      const seen = steps.get(step);
      return seen ? [{ step, good: seen.good, failed: seen.failed, reason: seen.reason, milliseconds: seen.ms }] : [];
    }),
    head,
  };
};
