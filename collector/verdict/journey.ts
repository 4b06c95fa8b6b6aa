/**
 * What the full journey says of an edge: a pure function of its runs and of the light question, with its memory passed
 * in and out. A failed list of calls is `suspected`, and counts only when the run that follows at once fails too; a
 * run during which the light question failed says nothing that the light question does not say itself.
 */
import type { FailureReason, JourneyState, JourneyStep } from '../catalogue/labels.ts';
import { limits } from '../policy/ladder.ts';
import type { JourneyResult } from '../probe/journey.ts';

export interface JourneyFailure {
  readonly step: JourneyStep;
  readonly reason: FailureReason;
}

/** `full`: the journey itself; `boot`: the calls of a member's process that starts. */
export const journeyLists = ['full', 'boot'] as const;
export type JourneyList = (typeof journeyLists)[number];

/** One of the two lists of calls. */
export interface ListMemory {
  /** What its last counted run said; undefined before one. */
  readonly said: JourneyState | undefined;
  /** Failures without a success between them that count or may yet. */
  readonly failures: number;
  /** The last of them. */
  readonly failure: JourneyFailure | undefined;
  /** Seconds that a member could have used the edge since a run last counted. */
  readonly held: number;
}

/** A failed run that waits for a light question sent after it: if that fails as well, the edge itself was going down. */
interface Pending {
  readonly list: JourneyList;
  readonly failure: JourneyFailure;
  /** Monotonic seconds. */
  readonly endedAt: number;
}

export interface JourneyMemory {
  readonly full: ListMemory;
  readonly boot: ListMemory;
  readonly pending: readonly Pending[];
  /** Whether the newest light question failed (its second is bad). */
  readonly lightFails: boolean;
}

const nothing: ListMemory = { said: undefined, failures: 0, failure: undefined, held: 0 };
export const freshJourney: JourneyMemory = { full: nothing, boot: nothing, pending: [], lightFails: false };

/** One run of a list that is over. */
export interface JourneyRun {
  readonly list: JourneyList;
  readonly result: JourneyResult;
  /** Whether the light question was failing when it began. */
  readonly beganInFailure: boolean;
  /** For a failed one: the controls, asked after it began, do not answer. */
  readonly blind: boolean;
  /** Monotonic seconds. */
  readonly endedAt: number;
}

const withList = (memory: JourneyMemory, list: JourneyList, said: ListMemory): JourneyMemory =>
  list === 'full' ? { ...memory, full: said } : { ...memory, boot: said };

const good: ListMemory = { said: 'good', failures: 0, failure: undefined, held: 0 };
const blinded: ListMemory = { said: 'unknown', failures: 0, failure: undefined, held: 0 };

const tookFailure = (memory: JourneyMemory, { list, failure }: Pending): JourneyMemory => {
  const before = memory[list];
  const failures = before.failures + 1;
  // The first one is only a suspicion: what was said before holds on, for as long as it holds.
  const said: ListMemory =
    failures >= 2 ? { said: 'bad', failures, failure, held: 0 } : { ...before, failures, failure };
  return withList(memory, list, said);
};

/** Takes in a run that is over. A failure changes the state only with the next light question (`tookLight`). */
export const tookRun = (memory: JourneyMemory, run: JourneyRun): JourneyMemory => {
  const { list, result } = run;
  if (run.beganInFailure) return memory;
  if (result.ok) {
    const pending = memory.pending.filter((each) => each.list !== list);
    return withList({ ...memory, pending }, list, good);
  }
  if (run.blind) return withList({ ...memory, pending: [] }, list, blinded);
  const failure = { step: result.step, reason: result.reason };
  return { ...memory, pending: [...memory.pending, { list, failure, endedAt: run.endedAt }] };
};

/** What one second's light question said: `well` (good or halted), `failing` (bad), `silent` (unknown: nothing). */
export type LightWord = 'well' | 'failing' | 'silent';

export interface LightSecond {
  readonly word: LightWord;
  /** When the question was sent, monotonic seconds. */
  readonly sentAt: number;
  /** A later question has been judged already: the second counts, its answer is old news. */
  readonly overtaken: boolean;
}

/** A failure that nothing has confirmed before the edge went down does not confirm one after it has come back. */
const forgetSuspicion = (list: ListMemory): ListMemory => (list.said === 'bad' ? list : { ...list, failures: 0 });

/** Takes in one second of the light question, before that second is joined with the journey. */
export const tookLight = (memory: JourneyMemory, { word, sentAt, overtaken }: LightSecond): JourneyMemory => {
  const passed = word === 'failing' ? memory : secondsPassed(memory, 1);
  if (overtaken || word === 'silent') return passed;
  if (word === 'failing') {
    return { full: forgetSuspicion(passed.full), boot: forgetSuspicion(passed.boot), pending: [], lightFails: true };
  }
  const due = passed.pending.filter(({ endedAt }) => endedAt <= sentAt);
  const rest = passed.pending.filter(({ endedAt }) => endedAt > sentAt);
  return due.reduce(tookFailure, { ...passed, pending: rest, lightFails: false });
};

/** Seconds went by in which a run could have been made and told: what was said grows old. */
export const secondsPassed = (memory: JourneyMemory, seconds: number): JourneyMemory => ({
  ...memory,
  full: { ...memory.full, held: memory.full.held + seconds },
  boot: { ...memory.boot, held: memory.boot.held + seconds },
});

export interface JourneyVerdict {
  readonly state: JourneyState;
  /** What failed, when the state is bad. */
  readonly failure: JourneyFailure | undefined;
  /** One sentence for people. */
  readonly detail: string;
}

/** "logs fail: rpc_error" */
export const failureDetail = ({ step, reason }: JourneyFailure): string =>
  `${step.replaceAll('_', ' ')} ${step.endsWith('s') ? 'fail' : 'fails'}: ${reason}`;

const expired = ({ held }: ListMemory): boolean => held > limits.journeyHolds;

/** What the journey says now. What either list says wrong is wrong; a good boot list does not grow old. */
export const journeyVerdict = ({ full, boot }: JourneyMemory): JourneyVerdict => {
  for (const list of [full, boot])
    if (list.said === 'bad' && list.failure && !expired(list))
      return { state: 'bad', failure: list.failure, detail: failureDetail(list.failure) };
  const unknown = (detail: string): JourneyVerdict => ({ state: 'unknown', failure: undefined, detail });
  if (full.said === undefined) return unknown('no full journey has been made yet');
  if (full.said === 'unknown' || boot.said === 'unknown')
    return unknown('a journey failed while the monitor was blind');
  if (expired(full) || boot.said === 'bad') return unknown(`no full journey for more than ${limits.journeyHolds} s`);
  return { state: 'good', failure: undefined, detail: 'the full journey succeeds' };
};
