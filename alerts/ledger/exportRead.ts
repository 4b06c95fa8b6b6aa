/** Reads a raw export: the fleet, what people wrote, and the samples as a source of their own. */
import { z } from 'zod';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { KindTable } from '../../collector/config/kindTable.ts';
import { parseFleet } from '../../collector/config/load.ts';
import { parseEntry } from './entrySchema.ts';
import { decodeTimes, decodeValues } from './exportCodec.ts';
import { exportFormat, exportVersion } from './exportWrite.ts';
import type { LedgerEntry, RawSeries, RawSource } from './model.ts';
import { type Incidents, incidentsSchema, type KnownIncident } from './report/times.ts';

export interface Export {
  readonly month: string;
  readonly now: number;
  readonly fleet: Fleet;
  readonly entries: readonly LedgerEntry[];
  readonly incidents: Incidents;
  readonly source: RawSource;
}

const labelsSchema = z.record(z.string(), z.string());

interface SeriesLine {
  readonly id: number;
  readonly axis: number;
  readonly values: string;
}

/** Where it counts from (Unix seconds), and its steps. */
interface Axis {
  readonly from: number;
  readonly steps: string;
}

const fieldsOf = (text: string, count: number): readonly string[] => {
  const fields: string[] = [];
  let rest = text;
  while (fields.length < count - 1) {
    const at = rest.indexOf(' ');
    if (at < 0) break;
    fields.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...fields, rest];
};

const seriesOf = (
  series: readonly SeriesLine[],
  labels: ReadonlyMap<number, Readonly<Record<string, string>>>,
  axes: ReadonlyMap<number, Axis>,
): readonly RawSeries[] => {
  const times = new Map<number, readonly number[]>();
  const timesOf = (id: number): readonly number[] | undefined => {
    const axis = axes.get(id);
    const found = times.get(id) ?? (axis && decodeTimes(axis.steps, axis.from * 1000));
    if (found) times.set(id, found);
    return found;
  };
  return series.map(({ id, axis, values }) => {
    const at = timesOf(axis);
    const of = labels.get(id);
    const numbers = decodeValues(values);
    if (!at || !of || at.length !== numbers.length) throw new Error('a series does not fit its labels or times');
    return { labels: of, samples: numbers.map((value, index) => [at[index] ?? 0, value] as const) };
  });
};

/** Labels in one order, so that a question is found however it was put. */
const keyOf = (metric: string, from: number, to: number, match: Readonly<Record<string, string>>): string =>
  `${metric} ${from} ${to} ${JSON.stringify(Object.entries(match).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

/** @throws Error that names the line, for a text that is cut off or not an export of this version */
export const readExport = (text: string, options: { readonly file: string; readonly kinds: KindTable }): Export => {
  const lines = text.split('\n');
  const last = lines.pop();
  const [format, version, month = '', now = ''] = (lines[0] ?? '').split(' ');
  if (format !== exportFormat || !/^\d{4}-\d{2} \d+$/.test(`${month} ${now}`))
    throw new Error(`${options.file} is no raw SLA export`);
  if (version !== String(exportVersion))
    throw new Error(`${options.file} is of version ${version}, not ${exportVersion}`);
  if (last !== '' || lines.pop() !== `Z ${lines.length}`) throw new Error(`${options.file} is cut off`);

  let fleet: Fleet | undefined;
  let missing: string | null = null;
  const incidents: KnownIncident[] = [];
  const entries: LedgerEntry[] = [];
  const labels = new Map<number, Readonly<Record<string, string>>>();
  const axes = new Map<number, Axis>();
  const blocks = new Map<string, SeriesLine[]>();
  let block: SeriesLine[] = [];

  const readers: Readonly<Record<string, (rest: string) => void>> = {
    F: (rest) => {
      fleet = parseFleet(rest, {
        file: options.file,
        home: '.',
        kinds: options.kinds,
        env: {},
        readFile: () => undefined,
      });
    },
    N: (rest) => {
      missing = z.string().nullable().parse(JSON.parse(rest));
    },
    I: (rest) => incidents.push(incidentsSchema.shape.incidents.element.parse(JSON.parse(rest))),
    E: (rest) => {
      const entry = parseEntry(rest);
      if (!entry) throw new Error('no entry of a ledger');
      entries.push(entry);
    },
    L: (rest) => {
      const [id, json = ''] = fieldsOf(rest, 2);
      labels.set(Number(id), labelsSchema.parse(JSON.parse(json)));
    },
    Q: (rest) => {
      const [metric = '', from, to, json = ''] = fieldsOf(rest, 4);
      block = [];
      blocks.set(keyOf(metric, Number(from), Number(to), labelsSchema.parse(JSON.parse(json))), block);
    },
    A: (rest) => {
      const [id, from, steps = ''] = fieldsOf(rest, 3);
      axes.set(Number(id), { from: Number(from), steps });
    },
    S: (rest) => {
      const [id, axis, values = ''] = fieldsOf(rest, 3);
      block.push({ id: Number(id), axis: Number(axis), values });
    },
  };
  lines.slice(1).forEach((line, index) => {
    const read = readers[line.slice(0, 1)];
    try {
      if (!read) throw new Error('no such line');
      read(line.slice(2));
    } catch (error) {
      throw new Error(`${options.file}, line ${index + 2}: ${error instanceof Error ? error.message : 'not readable'}`);
    }
  });
  if (!fleet) throw new Error(`${options.file} names no fleet`);
  return {
    month,
    now: Number(now),
    fleet,
    entries,
    incidents: { list: incidents, missing },
    source: {
      samples: async (metric, match, from, to) => {
        const found = blocks.get(keyOf(metric, from, to, match));
        if (!found) throw new Error(`${options.file} does not hold ${metric} from ${from} to ${to}`);
        return seriesOf(found, labels, axes);
      },
    },
  };
};
