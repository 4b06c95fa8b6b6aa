/** Writes a raw export: what a recomputation of the month asks for, and every answer to it. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { encodeTimes, encodeValues } from './exportCodec.ts';
import { publicFleet, publicNames } from './exportFleet.ts';
import type { LedgerEntry, RawSeries, RawSource } from './model.ts';
import type { Incidents } from './report/times.ts';

export const exportFormat = 'headwatch-sla-raw';
export const exportVersion = 1;

export interface ExportWriter {
  /** Answers from the source, and keeps what it answered. */
  readonly source: RawSource;
  /** The whole text, once everything has been asked. */
  readonly text: () => string;
}

export interface ExportInput {
  readonly fleet: Fleet;
  readonly month: string;
  /** As of when the month is told, Unix seconds. */
  readonly now: number;
  /** What people wrote, and the last spans before the month. */
  readonly entries: readonly LedgerEntry[];
  readonly incidents: Incidents;
  readonly source: RawSource;
}

export const createExport = ({ fleet, month, now, entries, incidents, source }: ExportInput): ExportWriter => {
  const names = publicNames(fleet);
  const lines = [
    `${exportFormat} ${exportVersion} ${month} ${now}`,
    `F ${JSON.stringify(publicFleet(fleet, names))}`,
    `N ${JSON.stringify(incidents.missing)}`,
    ...incidents.list.map((incident) => `I ${JSON.stringify(names.incident(incident))}`),
    ...entries.map((entry) => `E ${JSON.stringify(names.entry(entry))}`),
  ];
  const labelIds = new Map<string, number>();
  const asked = new Set<string>();

  const labelId = (labels: Readonly<Record<string, string>>): number => {
    const text = JSON.stringify(names.labels(labels));
    const before = labelIds.get(text);
    if (before !== undefined) return before;
    const id = labelIds.size;
    labelIds.set(text, id);
    lines.push(`L ${id} ${text}`);
    return id;
  };

  /** Series of one scrape share their times, over all metrics: each axis is written once. */
  const axes = new Map<string, number>();
  let axesFrom = Number.NaN;
  let axisCount = 0;
  const axisId = (times: string, from: number): number => {
    if (from !== axesFrom) axes.clear();
    axesFrom = from;
    const before = axes.get(times);
    if (before !== undefined) return before;
    const id = axisCount;
    axisCount += 1;
    axes.set(times, id);
    lines.push(`A ${id} ${from} ${times}`.trimEnd());
    return id;
  };

  const write = (question: string, from: number, series: readonly RawSeries[]): void => {
    const told = series.map(({ labels, samples }) => {
      const times = samples.map(([time]) => time);
      const values = samples.map(([, value]) => value);
      return `S ${labelId(labels)} ${axisId(encodeTimes(times, from * 1000), from)} ${encodeValues(values)}`.trimEnd();
    });
    lines.push(`Q ${question}`, ...told);
  };

  return {
    source: {
      samples: async (metric, match, from, to) => {
        const series = await source.samples(metric, match, from, to);
        const said = names.labels(match);
        if (Object.keys(said).length < Object.keys(match).length)
          throw new Error(`${metric}: a label that no export has`);
        const question = `${metric} ${from} ${to} ${JSON.stringify(said)}`;
        if (!asked.has(question)) {
          asked.add(question);
          write(question, from, series);
        }
        return series;
      },
    },
    text: () => [...lines, `Z ${lines.length}`, ''].join('\n'),
  };
};
