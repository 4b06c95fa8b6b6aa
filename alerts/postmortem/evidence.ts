/** What a recording shows of an incident: what changed, and how each target did meanwhile. */
import { labelWords } from '../notifiers/cardWords.ts';
import { type ReadLine, readRecording } from './recordingLines.ts';

export interface Change {
  readonly at: number;
  readonly vantage: string;
  readonly text: string;
}

export interface Showing {
  readonly target: string;
  readonly vantage: string;
  readonly asked: number;
  readonly answered: number;
  /** The failure that came most often. */
  readonly failure: string | null;
  /** Seconds; null where none could be measured. */
  readonly greatestLag: number | null;
  /** Blocks that its head went on by, first answer to last. */
  readonly blocks: number | null;
}

export interface Shown {
  readonly changes: readonly Change[];
  readonly showings: readonly Showing[];
  readonly clients: Readonly<Record<string, string>>;
}

interface Tally {
  readonly target: string;
  readonly vantage: string;
  asked: number;
  answered: number;
  readonly failures: Map<string, number>;
  lag: number | null;
  first: number | null;
  last: number | null;
}

const words = (text: string): string => labelWords(text);

/** One line for people; undefined for what is no change. */
const changeOf = (line: ReadLine, last: Map<string, string>): string | undefined => {
  // That all is well is no news the first time.
  const news = (key: string, value: string, well: boolean): boolean => {
    const known = last.get(key);
    last.set(key, value);
    return known === undefined ? !well : known !== value;
  };
  switch (line.kind) {
    case 'verdict':
      return `${line.target}: ${words(line.was)} → ${words(line.verdict)} (${words(line.reason)})`;
    case 'edge': {
      const why = line.fault ?? line.reason;
      return `${line.target}, ${line.region}: seconds are ${line.state}${line.state === 'good' ? '' : ` (${words(why)})`}`;
    }
    case 'chain':
      return `${line.chain}: ${line.was} → ${line.verdict}`;
    case 'journey': {
      const how =
        line.outcome === 'ok' ? 'succeeds' : `fails at ${words(line.step ?? line.list)} (${words(line.outcome)})`;
      const list = line.list === 'boot' ? 'list of a starting process' : 'journey';
      return news(`${line.target} ${line.list}`, how, line.outcome === 'ok')
        ? `${line.target}: ${list} ${how}`
        : undefined;
    }
    case 'controls': {
      const how = `${line.answered} of ${line.asked} controls answer`;
      return news('controls', how, line.answered === line.asked) ? how : undefined;
    }
    case 'tick':
      return line.outcome === 'missed' ? `${line.chain}: no tick for ${line.seconds} s` : undefined;
    default:
      return undefined;
  }
};

const mostOften = (counts: ReadonlyMap<string, number>): string | null =>
  [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;

/** The changes and tallies of a range; what went before it only tells what is a change. */
export const showRecording = (text: string, from: number, to: number): Shown => {
  const changes: Change[] = [];
  const tallies = new Map<string, Tally>();
  const last = new Map<string, Map<string, string>>();
  const clients: Record<string, string> = {};

  const count = (line: Extract<ReadLine, { kind: 'light' }>, vantage: string): void => {
    const key = `${vantage} ${line.target}`;
    const tally = tallies.get(key) ?? {
      ...{ target: line.target, vantage, asked: 0, answered: 0, failures: new Map<string, number>() },
      ...{ lag: null, first: null, last: null },
    };
    tallies.set(key, tally);
    tally.asked += 1;
    if (line.outcome !== 'ok') {
      tally.failures.set(line.outcome, (tally.failures.get(line.outcome) ?? 0) + 1);
      return;
    }
    tally.answered += 1;
    if (line.lag !== undefined) tally.lag = Math.max(tally.lag ?? 0, line.lag);
    if (line.number !== undefined) {
      tally.first ??= line.number;
      tally.last = line.number;
    }
  };

  readRecording(
    text,
    ({ targets }) => {
      for (const { name, clientVersion } of targets) if (clientVersion) clients[name] = clientVersion;
    },
    (line, vantage) => {
      const known = last.get(vantage) ?? new Map<string, string>();
      last.set(vantage, known);
      const change = changeOf(line, known);
      if (line.t < from || line.t > to) return;
      if (line.kind === 'light') count(line, vantage);
      else if (change) changes.push({ at: line.t, vantage, text: change });
    },
  );
  return {
    changes: changes.sort((a, b) => a.at - b.at),
    showings: [...tallies.values()].map(({ failures, lag, first, last: end, ...rest }) => ({
      ...rest,
      failure: mostOften(failures),
      greatestLag: lag,
      blocks: first === null || end === null ? null : end - first,
    })),
    clients,
  };
};
