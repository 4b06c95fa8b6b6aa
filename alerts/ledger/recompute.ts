/** A month again from raw samples, as the ledger job would have written it: for exports, audits and benchmarks. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { createEdgeBook } from './edgeBook.ts';
import type { LedgerEntry, RawSource, SpanEntry } from './model.ts';
import { monthRange } from './month.ts';
import { windowsOf } from './windows.ts';

export interface Recomputation {
  readonly fleet: Fleet;
  readonly source: RawSource;
  /** `YYYY-MM`. */
  readonly month: string;
  /** What people wrote, and the last spans before the month: where its account begins. Other spans are passed over. */
  readonly written: readonly LedgerEntry[];
  /** Unix seconds; by default long after the month, so that all of it is settled. */
  readonly now?: number;
  /** Called after each edge with its name. */
  readonly progress?: (edge: string) => void;
}

/**
 * What people wrote and the spans of the month, in the order of a ledger. It asks the source the same questions
 * whenever it is asked about the same samples.
 * @throws Error when the source cannot say
 */
export const recomputeMonth = async (input: Recomputation): Promise<readonly LedgerEntry[]> => {
  const { fleet, source, month } = input;
  const { from, to } = monthRange(month);
  const now = input.now ?? to + limits.ledgerSettlesGaps + 2 * 3600;
  const people = input.written.filter((entry) => entry.type !== 'span');
  const windows = windowsOf(people);
  const spans: SpanEntry[] = [];
  for (const edge of fleet.edges.filter(({ audience }) => audience === 'members')) {
    const before = input.written.filter(
      (entry): entry is SpanEntry => entry.type === 'span' && entry.edge === edge.name && entry.to <= from,
    );
    const last = new Map(before.map((span) => [span.region, span]));
    const book = createEdgeBook({
      ...{ fleet, edge, source },
      settles: limits.ledgerSettles,
      settlesGaps: limits.ledgerSettlesGaps,
      since: () => from,
      until: to,
      windows: () => windows,
      last: (region) => last.get(region),
    });
    const open = await book.advance(now, (span) => {
      last.set(span.region, span);
      spans.push(span);
    });
    spans.push(...open);
    input.progress?.(edge.name);
  }
  return [...people, ...spans.filter((span) => span.from >= from && span.from < to)];
};
