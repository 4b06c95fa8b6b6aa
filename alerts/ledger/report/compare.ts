/** Two accounts of the same month, second by second. Pure. */
import { faultOfCode, none, stateOfCode } from '../codes.ts';
import type { SpanEntry } from '../model.ts';
import { monthRange } from '../month.ts';
import { type Run, runsOf } from '../runs.ts';

/** A stretch that the two tell differently. */
export interface Difference {
  readonly edge: string;
  readonly region: string;
  readonly from: number;
  readonly to: number;
  /** `bad (stale), own_node`; `nothing` where there is no span. */
  readonly written: string;
  readonly recomputed: string;
}

export interface Comparison {
  /** Seconds of the ledger that were compared, over all edges and regions. */
  readonly seconds: number;
  readonly differences: readonly Difference[];
}

const told = (run: Run | undefined): string => {
  const state = stateOfCode(run?.code ?? none);
  if (!run || state === undefined) return 'nothing';
  const fault = faultOfCode(run.code);
  const cause = run.interval ? `, ${run.interval.cause}` : '';
  return `${state}${fault === undefined ? '' : ` (${fault})`}${cause}`;
};

const keyOf = ({ edge, region }: SpanEntry): string => `${edge} ${region}`;

const walk = (
  written: readonly Run[],
  again: readonly Run[],
  visit: (from: number, to: number, a: Run, b: Run | undefined) => void,
): void => {
  let at = 0;
  for (const run of written) {
    for (let from = run.from; from < run.to; ) {
      while ((again[at]?.to ?? Number.POSITIVE_INFINITY) <= from) at += 1;
      const other = again[at];
      const inside = other !== undefined && other.from <= from;
      const to = Math.min(run.to, (inside ? other.to : other?.from) ?? run.to);
      visit(from, to, run, inside ? other : undefined);
      from = to;
    }
  }
};

/** What the ledger holds of a month, held against a recomputation; the ledger may reach less far. */
export const compareSpans = (month: string, written: readonly SpanEntry[], again: readonly SpanEntry[]): Comparison => {
  const range = monthRange(month);
  const differences: Difference[] = [];
  let seconds = 0;
  for (const key of [...new Set(written.map(keyOf))].sort()) {
    const own = written.filter((span) => keyOf(span) === key);
    const { edge = '', region = '' } = own[0] ?? {};
    const runs = runsOf(own, range);
    const others = runsOf(
      again.filter((span) => keyOf(span) === key),
      range,
    );
    walk(runs, others, (from, to, a, b) => {
      seconds += to - from;
      const [said, found] = [told(a), told(b)];
      if (said === found) return;
      const last = differences.at(-1);
      if (
        last &&
        last.edge === edge &&
        last.region === region &&
        last.to === from &&
        last.written === said &&
        last.recomputed === found
      )
        differences[differences.length - 1] = { ...last, to };
      else differences.push({ edge, region, from, to, written: said, recomputed: found });
    });
  }
  return { seconds, differences };
};
