/** A month's spans once more from raw samples, by the timeline code of the ledger job itself. Writes nothing. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { createEdgeBook } from '../edgeBook.ts';
import type { LedgerEntry, RawSource, SpanEntry } from '../model.ts';
import { monthRange } from '../month.ts';
import { windowsOf } from '../windows.ts';

export interface RecomputeInput {
  readonly fleet: Fleet;
  readonly month: string;
  readonly source: RawSource;
  /** What people wrote: maintenance decides causes. */
  readonly people: readonly LedgerEntry[];
  /** The last span of each edge and region before the month, where there is one. */
  readonly before: readonly SpanEntry[];
  /** When this is: what is younger than the ledger waits for is not settled. Unix seconds. */
  readonly now: number;
}

/** Late enough for everything in a month to be settled, whatever was missing at its end. */
export const settledAfter = (month: string): number => monthRange(month).to + 2 * limits.ledgerSettlesGaps;

const recomputeEdge = async (
  { fleet, month, source, people, before, now }: RecomputeInput,
  edge: Fleet['edges'][number],
): Promise<readonly SpanEntry[]> => {
  const range = monthRange(month);
  const windows = windowsOf(people);
  const spans: SpanEntry[] = [];
  const last = new Map(before.filter((span) => span.edge === edge.name).map((span) => [span.region, span]));
  const book = createEdgeBook({
    fleet,
    edge,
    // Without `first`: the month is walked through from its start.
    source: { samples: source.samples },
    settles: limits.ledgerSettles,
    settlesGaps: limits.ledgerSettlesGaps,
    last: (region) => last.get(region),
    since: () => range.from,
    windows: () => windows,
  });
  await book.advance(Math.min(now, settledAfter(month)), (span) => {
    last.set(span.region, span);
    if (span.from >= range.from && span.from < range.to) spans.push(span);
  });
  return spans;
};

/** Settled spans of the members' edges. @throws Error when the source cannot say */
export const recompute = async (input: RecomputeInput): Promise<readonly SpanEntry[]> => {
  const spans: SpanEntry[] = [];
  for (const edge of input.fleet.edges)
    if (edge.audience === 'members') spans.push(...(await recomputeEdge(input, edge)));
  return spans;
};
