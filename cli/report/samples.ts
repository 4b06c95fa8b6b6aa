/** What needs raw samples: writing an export, computing from one, holding the ledger against Prometheus. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readExport } from '../../alerts/ledger/exportRead.ts';
import { createExport } from '../../alerts/ledger/exportWrite.ts';
import type { LedgerEntry, MonthFigures, RawSource, SpanEntry } from '../../alerts/ledger/model.ts';
import { monthRange } from '../../alerts/ledger/month.ts';
import { prometheusSource } from '../../alerts/ledger/prometheusSource.ts';
import { recomputeMonth } from '../../alerts/ledger/recompute.ts';
import { type Comparison, compareSpans } from '../../alerts/ledger/report/compare.ts';
import { askIncidents, type LedgerMonth, monthsOf, packed, unpacked } from '../../alerts/ledger/report/load.ts';
import type { Incidents } from '../../alerts/ledger/report/times.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { kinds } from '../../exporters/kinds.ts';
import { CommandError, note } from '../io.ts';

/** Computes with Prometheus; a failure says which one in words that a person can act on. */
const withPrometheus = async <T>(fleet: Fleet, work: (source: RawSource) => Promise<T>): Promise<T> => {
  try {
    return await work(prometheusSource({ url: fleet.prometheus.url }));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it did not answer';
    throw new CommandError(`the samples cannot be read from Prometheus at ${fleet.prometheus.url}: ${why}`);
  }
};

/** Late enough for everything in a month to be settled, whatever was missing at its end. */
const settledAfter = (month: string): number => monthRange(month).to + 2 * limits.ledgerSettlesGaps;

/** As of when the ledger last wrote about the month: what came later it does not hold. */
const asOf = (month: string, spans: readonly SpanEntry[]): number => {
  const clock = Math.min(Math.floor(Date.now() / 1000), settledAfter(month));
  return spans.length > 0 ? Math.min(clock, 1 + Math.max(...spans.map(({ at }) => at))) : clock;
};

const isSettled = (entry: LedgerEntry): entry is SpanEntry => entry.type === 'span' && !entry.provisional;

/** The last span of each edge and region. */
const lastOf = (spans: readonly SpanEntry[]): readonly SpanEntry[] => [
  ...new Map(spans.map((span) => [`${span.edge} ${span.region}`, span])).values(),
];

/** What is settled again, as far as the ledger was written at the time; without a ledger all of it. */
const asFarAs = (written: readonly SpanEntry[], again: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  again.filter((entry) => {
    if (entry.type !== 'span') return true;
    const last = written.filter(({ edge, region }) => edge === entry.edge && region === entry.region).at(-1);
    return isSettled(entry) && (written.length === 0 || (last !== undefined && entry.to <= last.to));
  });

export const writeExport = async (
  fleet: Fleet,
  month: string,
  { people, before, spans }: LedgerMonth,
  file: string,
): Promise<void> => {
  const now = asOf(month, spans);
  const written = [...people, ...before, ...lastOf(spans)];
  const incidents = await askIncidents(fleet, month);
  await withPrometheus(fleet, async (prometheus) => {
    const writer = createExport({ fleet, month, now, entries: written, incidents, source: prometheus });
    const again = await recomputeMonth({ fleet, month, now, written, source: writer.source });
    const bytes = packed(file, writer.text());
    writeFileSync(file, bytes);
    note(
      `wrote ${file}: ${bytes.length} bytes, ${asFarAs(spans, again).filter(isSettled).length} spans come out of it`,
    );
  });
};

/** An export knows edges by alias. */
const edgeByAlias = (fleet: Fleet, alias: string | undefined): string | undefined => {
  if (alias === undefined) return undefined;
  const members = fleet.edges.filter(({ audience }) => audience === 'members');
  const found = members.find((edge) => edge.alias === alias || edge.name === alias);
  const aliases = members.map((edge) => edge.alias).join(', ');
  if (!found) throw new CommandError(`--edge: found ${alias}, expected one of ${aliases}`, 2);
  return found.name;
};

const readText = (file: string): string => {
  const bytes = readFileSync(file);
  try {
    return unpacked(bytes);
  } catch {
    throw new CommandError(`${file} is packed, but cut off or damaged`);
  }
};

export interface FromExport {
  readonly fleet: Fleet;
  readonly months: readonly MonthFigures[];
  readonly incidents: Incidents;
}

export const computeFromExport = async (file: string, alias: string | undefined): Promise<FromExport> => {
  const { fleet, month, now, entries, incidents, source } = readExport(readText(file), { file, kinds });
  const edge = edgeByAlias(fleet, alias);
  const again = await recomputeMonth({ fleet, month, now, written: entries, source });
  const inMonth = entries.filter(isSettled).filter(({ to }) => to > monthRange(month).from);
  return { fleet, months: monthsOf(fleet, month, asFarAs(inMonth, again), edge), incidents };
};

export const verifyLedger = async (
  fleet: Fleet,
  month: string,
  { people, before, spans }: LedgerMonth,
  edge: string | undefined,
): Promise<Comparison> => {
  const again = await withPrometheus(fleet, (source) =>
    recomputeMonth({ fleet, month, now: asOf(month, spans), written: [...people, ...before], source }),
  );
  return compareSpans(
    month,
    spans.filter((span) => edge === undefined || span.edge === edge),
    again.filter(isSettled),
  );
};
