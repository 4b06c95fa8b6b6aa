/** What a report is made of: the ledger's files of a home, the router's incidents, or a raw export. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { fetchJson } from '../../router/fetchJson.ts';
import { routerHeaders } from '../../routing/addresses.ts';
import { foldMonth } from '../figures.ts';
import type { LedgerEntry, MonthFigures, SpanEntry } from '../model.ts';
import { ledgerDir, openLedgerStore } from '../store.ts';
import { type Incidents, incidentsSchema } from './times.ts';

export interface LedgerMonth {
  readonly spans: readonly SpanEntry[];
  /** What people wrote, of all months. */
  readonly people: readonly LedgerEntry[];
  /** The last span of each edge and region before the month. */
  readonly before: readonly SpanEntry[];
  /** Lines that could not be read, in words. */
  readonly problems: readonly string[];
}

const isSpan = (entry: LedgerEntry): entry is SpanEntry => entry.type === 'span';

/** @throws Error when the directory cannot be read */
export const readLedgerMonth = (home: string, month: string): LedgerMonth => {
  const store = openLedgerStore(ledgerDir(home));
  const before = new Map<string, SpanEntry>();
  for (const earlier of store.months().filter((each) => each < month))
    for (const span of store.read(earlier).filter(isSpan)) before.set(`${span.edge} ${span.region}`, span);
  return {
    spans: store.read(month).filter(isSpan),
    people: store.people(),
    before: [...before.values()],
    problems: store.problems,
  };
};

/** Of the members' edges, in the order of fleet.yaml; of one of them if named. */
export const monthsOf = (
  fleet: Fleet,
  month: string,
  entries: readonly LedgerEntry[],
  edge?: string,
): readonly MonthFigures[] =>
  fleet.edges
    .filter(({ name, audience }) => audience === 'members' && (edge === undefined || name === edge))
    .map(({ name }) => foldMonth(fleet, name, month, entries));

/** The private listener as this machine reaches it. */
const routerUrl = ({ router: { listen } }: Fleet): string =>
  `http://${listen.replace(/^(0\.0\.0\.0|\[::\]|\*):/, '127.0.0.1:')}`;

/** The incidents that were open at any time of the month. */
export const askIncidents = async (fleet: Fleet, month: string): Promise<Incidents> => {
  const answer = await fetchJson(`${routerUrl(fleet)}/api/incidents?month=${month}`, incidentsSchema, {
    timeoutMs: 5000,
    headers: routerHeaders(fleet),
  });
  return answer
    ? { list: answer.incidents, missing: null }
    : { list: [], missing: 'Times are not given: the router, which keeps incidents, did not answer.' };
};

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws Error for bytes that are cut off */
export const unpacked = (bytes: Buffer): string => (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString('utf8');

/** By the name of the file; the same bytes each time. */
export const packed = (file: string, text: string): Buffer =>
  file.endsWith('.gz') ? gzipSync(text, { level: 9 }) : Buffer.from(text);
