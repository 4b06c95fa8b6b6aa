/**
 * Keeps what the collectors saw around an incident: the minutes before it when it opens, a part every ten minutes while
 * it lasts, the rest when it is over. A collector that does not answer is asked again; what is missing is named.
 */
import { z } from 'zod';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { recordedFor } from '../../../collector/record/flightRecorder.ts';
import { clientAddress } from '../../routing/addresses.ts';
import type { Incident } from '../incident.ts';
import type { Store } from '../store/store.ts';
import { type Answer, askRecording, type Part } from './askRecording.ts';
import { createRecordingFiles, type RecordingFiles, recordingsDir } from './recordingFile.ts';

/** Seconds between two parts: well inside what a collector holds. */
const partEvery = 600;
/** A collector that does not answer is asked again after so long, and for so long after the end. Seconds. */
const againAfter = 15;
const endsWithin = 300;
/** Bytes: of one incident, of which the last quarter is for its end, and of all. */
const mostEach = 8 * 1024 * 1024;
const mostOpen = (mostEach * 3) / 4;
const mostTogether = 512 * 1024 * 1024;
/** How many incidents back an end may still be owed. */
const looksBack = 50;

const stateSchema = z.object({
  parts: z.array(z.object({ vantage: z.string(), from: z.number(), to: z.number(), bytes: z.number() })),
  /** Vantage → the end (resolvedAt) up to which it has told everything, or was given up on. */
  ended: z.record(z.string(), z.number()),
});
type State = z.output<typeof stateSchema>;

export interface RecordingTold {
  readonly parts: State['parts'];
  /** Vantages of which nothing is in it, and why. */
  readonly missing: readonly { readonly vantage: string; readonly why: string }[];
}

export interface Recordings {
  /** Asks for what is due. Called every few seconds. @throws when it cannot be written */
  tend(): Promise<void>;
  prune(): Promise<void>;
  told(id: string): RecordingTold;
  /** The file, packed; undefined where there is none. */
  read(id: string): Promise<Buffer | undefined>;
}

export interface RecordingOptions {
  readonly fleet: Fleet;
  readonly store: Pick<Store, 'openIncidents' | 'lastIncidents' | 'incident' | 'read' | 'write'>;
  readonly now: () => number;
  readonly ask?: (collector: string, part: Part) => Promise<Answer | undefined>;
  readonly files?: RecordingFiles;
}

/** Its prefix is what `Store.prune` forgets by. */
const keyOf = (id: string): string => `recording:${id}`;

/** Where each vantage can be asked; undefined for one that ships its samples. */
const collectorsOf = (fleet: Fleet): ReadonlyMap<string, string | undefined> =>
  new Map([
    [fleet.vantage, clientAddress(fleet.collector.listen)] as const,
    ...fleet.vantages.map(({ name, scrape }) => [name, scrape] as const),
  ]);

/** What a vantage owes an incident now, undefined when nothing. Pure. */
export const partDue = (
  incident: Pick<Incident, 'state' | 'resolvedAt'>,
  state: State,
  vantage: string,
  now: number,
): Part | undefined => {
  const own = state.parts.filter((part) => part.vantage === vantage);
  const last = Math.max(now - recordedFor, ...own.map(({ to }) => to));
  // Later than now is a clock that was put back.
  const part = last < now ? { from: last, to: now } : { from: now - recordedFor, to: now };
  if (incident.state === 'resolved' && incident.resolvedAt !== null) {
    return state.ended[vantage] === incident.resolvedAt ? undefined : part;
  }
  const size = state.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (own.length > 0 && size >= mostOpen) return undefined;
  return own.length === 0 || Math.abs(now - last) >= partEvery ? part : undefined;
};

export const createRecordings = (options: RecordingOptions): Recordings => {
  const { fleet, store, now, ask = askRecording } = options;
  const files = options.files ?? createRecordingFiles(recordingsDir(fleet.home));
  const collectors = collectorsOf(fleet);
  const askAgainAt = new Map<string, number>();

  const stateOf = (id: string): State => {
    const text = store.read(keyOf(id));
    const parsed = text === undefined ? undefined : stateSchema.safeParse(JSON.parse(text));
    return parsed?.success ? parsed.data : { parts: [], ended: {} };
  };

  /** Several incidents of one storm want the same minutes: they are asked for once. */
  type Asked = Map<string, Promise<Answer | undefined>>;

  const tendOne = async (incident: Incident, vantage: string, address: string, asked: Asked): Promise<void> => {
    const { id, resolvedAt } = incident;
    const state = stateOf(id);
    const due = partDue(incident, state, vantage, now());
    if (!due || (askAgainAt.get(vantage) ?? 0) > now()) return;
    // To the second, so that incidents of one look share their parts.
    const part = { from: Math.floor(due.from), to: Math.floor(due.to) };
    const key = `${vantage} ${part.from} ${part.to}`;
    const asking = asked.get(key) ?? ask(address, part);
    asked.set(key, asking);
    const answer = await asking;
    const over = resolvedAt !== null && incident.state === 'resolved';
    const ended = over ? { ...state.ended, [vantage]: resolvedAt } : state.ended;
    const size = state.parts.reduce((sum, each) => sum + each.bytes, 0);
    if (!answer) {
      askAgainAt.set(vantage, now() + againAfter);
      if (over && now() - resolvedAt > endsWithin) store.write(keyOf(id), JSON.stringify({ ...state, ended }));
      return;
    }
    const { bytes, from } = answer;
    const fits = size + bytes.length <= mostEach;
    if (fits) await files.append(id, bytes);
    const parts = fits ? [...state.parts, { vantage, from, to: part.to, bytes: bytes.length }] : state.parts;
    store.write(keyOf(id), JSON.stringify({ parts, ended }));
  };

  const whyMissing = (vantage: string): string =>
    collectors.get(vantage) === undefined
      ? 'it ships its samples and cannot be asked from here'
      : 'its collector did not answer';

  return {
    tend: async () => {
      const asked: Asked = new Map();
      const over = store
        .lastIncidents(looksBack)
        .filter(({ state, resolvedAt }) => state === 'resolved' && now() - (resolvedAt ?? 0) < recordedFor);
      for (const incident of [...store.openIncidents(), ...over])
        for (const [vantage, address] of collectors)
          if (address !== undefined) await tendOne(incident, vantage, address, asked);
    },
    prune: () => files.prune((id) => store.incident(id) !== undefined, mostTogether),
    told: (id) => {
      const { parts } = stateOf(id);
      const absent = [...collectors.keys()].filter((vantage) => !parts.some((part) => part.vantage === vantage));
      return { parts, missing: absent.map((vantage) => ({ vantage, why: whyMissing(vantage) })) };
    },
    read: files.read,
  };
};
