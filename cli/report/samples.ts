/** What needs raw samples: writing an export, computing from one, holding the ledger against Prometheus. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readExport } from '../../alerts/ledger/exportRead.ts';
import { createExport } from '../../alerts/ledger/exportWrite.ts';
import type { MonthFigures, RawSource } from '../../alerts/ledger/model.ts';
import { prometheusSource } from '../../alerts/ledger/prometheusSource.ts';
import { type Comparison, compareSpans } from '../../alerts/ledger/report/compare.ts';
import { askIncidents, type LedgerMonth, monthsOf, packed, unpacked } from '../../alerts/ledger/report/load.ts';
import { recompute, settledAfter } from '../../alerts/ledger/report/recompute.ts';
import type { Incidents } from '../../alerts/ledger/report/times.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
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

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const writeExport = async (fleet: Fleet, month: string, ledger: LedgerMonth, file: string): Promise<void> => {
  const { people, before } = ledger;
  const now = Math.min(nowSeconds(), settledAfter(month));
  const incidents = await askIncidents(fleet, month);
  await withPrometheus(fleet, async (prometheus) => {
    const writer = createExport({ fleet, month, now, entries: [...people, ...before], incidents, source: prometheus });
    const spans = await recompute({ fleet, month, now, people, before, source: writer.source });
    const bytes = packed(file, writer.text());
    writeFileSync(file, bytes);
    note(`wrote ${file}: ${bytes.length} bytes, ${spans.length} spans come out of it`);
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

export interface FromExport {
  readonly fleet: Fleet;
  readonly months: readonly MonthFigures[];
  readonly incidents: Incidents;
}

export const computeFromExport = async (file: string, alias: string | undefined): Promise<FromExport> => {
  const { fleet, month, now, entries, incidents, source } = readExport(unpacked(readFileSync(file)), { file, kinds });
  const before = entries.filter((entry) => entry.type === 'span');
  const people = entries.filter((entry) => entry.type !== 'span');
  const edge = edgeByAlias(fleet, alias);
  const spans = await recompute({ fleet, month, now, people, before, source });
  return { fleet, months: monthsOf(fleet, month, [...people, ...spans], edge), incidents };
};

export const verifyLedger = async (
  fleet: Fleet,
  month: string,
  { people, before, spans }: LedgerMonth,
  edge: string | undefined,
): Promise<Comparison> => {
  const again = await withPrometheus(fleet, (source) =>
    recompute({ fleet, month, now: nowSeconds(), people, before, source }),
  );
  return compareSpans(
    month,
    spans.filter((span) => edge === undefined || span.edge === edge),
    again,
  );
};
