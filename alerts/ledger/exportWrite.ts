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

  /** Series of one scrape share their times: each axis is written once. */
  const write = (question: string, from: number, series: readonly RawSeries[]): void => {
    const ids = series.map(({ labels }) => labelId(labels));
    lines.push(`Q ${question}`);
    const axes = new Map<string, number>();
    series.forEach(({ samples }, index) => {
      const times = encodeTimes(
        samples.map(([time]) => time),
        from * 1000,
      );
      const axis = axes.get(times) ?? axes.size;
      if (axis === axes.size) {
        axes.set(times, axis);
        lines.push(`A ${times}`.trimEnd());
      }
      lines.push(`S ${ids[index]} ${axis} ${encodeValues(samples.map(([, value]) => value))}`.trimEnd());
    });
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
