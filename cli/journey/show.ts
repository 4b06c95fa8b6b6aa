/** The steps as a table for people, and everything as one object for machines. */
import type { Chain } from '../../collector/policy/chains.ts';
import { table } from '../table.ts';
import type { Findings } from './findings.ts';
import type { Seen, StepSeen } from './observe.ts';
import { reasonWords } from './reasons.ts';
import type { Verdict } from './verdict.ts';

const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
};

const timed = ({ milliseconds }: StepSeen): { readonly median: number | null; readonly slowest: number | null } => ({
  median: median(milliseconds),
  slowest: milliseconds.length > 0 ? Math.max(...milliseconds) : null,
});

const inMs = (value: number | null): string => (value === null ? '–' : `${Math.round(value)} ms`).padStart(7);

const row = (step: StepSeen): readonly string[] => {
  const { median: usual, slowest } = timed(step);
  const outcome = step.reason === null ? 'ok' : `${step.reason}: ${reasonWords[step.reason]}`;
  return [step.step, `${step.good} of ${step.good + step.failed}`, inMs(usual), inMs(slowest), outcome];
};

export interface Report {
  readonly chain: Chain;
  /** False: the endpoint did not say its chain, and this one was assumed. */
  readonly said: boolean;
  readonly journey: string;
  readonly seen: Seen;
  readonly findings: Findings;
  readonly verdict: Verdict;
}

export const asText = ({ chain, said, journey, seen, verdict }: Report): string => {
  const heading = ['step', 'good', ' median', 'slowest', 'outcome'];
  const steps = table([heading, ...seen.steps.map(row)]);
  return `${journey} on ${chain.name} (${said ? `chain id ${chain.id}` : 'the endpoint does not say its chain'})\n\n${steps}\n\n${verdict.line}`;
};

const rounded = (value: number | undefined): number | null => (value === undefined ? null : Number(value.toFixed(3)));

/** Milliseconds and seconds are numbers; what is not known is null. */
export const asJson = ({ chain, said, journey, seen, findings, verdict }: Report): string =>
  JSON.stringify({
    ok: verdict.kind === 'well',
    verdict: verdict.kind,
    line: verdict.line,
    chain: said ? chain.name : null,
    chainId: said ? chain.id : null,
    journey,
    runs: findings.runs,
    failedRuns: findings.failedRuns,
    failure: findings.failure ?? null,
    steps: seen.steps.map((step) => ({
      step: step.step,
      good: step.good,
      failed: step.failed,
      reason: step.reason,
      medianMs: rounded(timed(step).median ?? undefined),
      slowestMs: rounded(timed(step).slowest ?? undefined),
    })),
    head: seen.head
      ? { number: seen.head.number, ageSeconds: rounded(findings.headAge), lagSeconds: rounded(findings.lag) }
      : null,
    references: findings.references,
    status: findings.status,
  });
