/**
 * The silences that people ask for, in every Alertmanager, for as long as they were asked for. One that lasts "until it
 * is resolved" is an hour long and renewed while the incident is open, so that it lapses by itself when we are gone.
 */
import { limits, scaled } from '../../collector/policy/ladder.ts';
import { expireSilence, listSilences, postSilence } from './alertmanagerSilences.ts';
import type { Ask } from './fetchJson.ts';
import type { Incident, Silence, SilencePart, StoredAlert } from './incident.ts';
import type { Store } from './store/store.ts';
import { within } from './within.ts';

/** Seconds. */
export const rolling = 3600;
const renewBefore = 1800;
/** How often each Alertmanager is asked whether it holds them still; one that does not answer is asked no oftener. */
const lookEvery = 60;

const coveredBy = ['alertname', 'scope', 'region', 'target'] as const;
const labelsFor = ({ labels }: StoredAlert): Readonly<Record<string, string>> =>
  Object.fromEntries(coveredBy.map((name) => [name, labels[name] ?? '']));
export const keyOf = (labels: Readonly<Record<string, string>>): string =>
  coveredBy.map((name) => labels[name]).join('|');

/** Of an alert, in an Alertmanager. */
type Place = Pick<SilencePart, 'labels' | 'url'>;

export interface SilencingOptions {
  readonly store: Store;
  readonly alertmanagers: readonly { readonly url: string }[];
  readonly now: () => number;
  readonly scale: number;
  readonly ask: Ask;
  /** Notes in the timeline what `write` does, in one transaction. */
  readonly record: (incident: Incident, text: string, by: string | null, write: () => void) => void;
}

export const createSilencing = ({ store, alertmanagers, now, scale, ask, record }: SilencingOptions) => {
  const commentOf = (incident: Incident): string => `headwatch incident ${incident.id}`;

  const cover = async (incident: Incident, by: string, to: number, before: readonly SilencePart[]) => {
    const firing = store
      .alertsOf(incident.id)
      .filter(({ status, origin }) => status !== 'resolved' && origin === 'alertmanager');
    const wanted = new Map(firing.map((alert) => [keyOf(labelsFor(alert)), labelsFor(alert)]));
    const comment = commentOf(incident);
    // Each Alertmanager its own: that they tell each other is what fails when one of them is cut off.
    const places = [...wanted].flatMap(([key, labels]) => alertmanagers.map(({ url }) => ({ key, labels, url })));
    const asked = places.map(async ({ key, labels, url }): Promise<SilencePart | undefined> => {
      const known = before.find((part) => part.url === url && keyOf(part.labels) === key)?.id;
      const id = await postSilence(url, { labels, from: now(), to, by, comment, id: known }, ask);
      return id === undefined ? undefined : { labels, url, id, lapsesAt: to };
    });
    const parts = (await Promise.all(asked)).filter((part) => part !== undefined);
    return { parts, wanted: wanted.size, places: places.length };
  };

  /** Those that could not be ended, and do not end by themselves before. */
  const expire = async (parts: readonly SilencePart[]): Promise<readonly SilencePart[]> => {
    const left: SilencePart[] = [];
    for (const part of parts) {
      // A silence that was passed on holds wherever it came to, whether the one that took it lives or not.
      const others = alertmanagers.map(({ url }) => url).filter((url) => url !== part.url);
      const [ended] = await Promise.all([part.url, ...others].map((url) => expireSilence(url, part.id, ask)));
      const lapsed = part.lapsesAt !== undefined && part.lapsesAt <= now();
      if (!ended && !lapsed) left.push({ ...part, over: true });
    }
    return left;
  };

  /** Whether it is still as it was read: a person may have ended it, or made another, while Alertmanager was asked. */
  const isCurrent = (silence: Silence): boolean =>
    JSON.stringify(store.silence(silence.incidentId)) === JSON.stringify(silence);

  /** @param parts those that do not end by themselves */
  const end = async (silence: Silence, text: string, by: string | null, parts = silence.parts): Promise<boolean> => {
    const incident = store.incident(silence.incidentId);
    const left = await expire(parts);
    if (!isCurrent(silence)) return false;
    if (left.length > 0) {
      store.saveSilence({ ...silence, parts: left });
      return false;
    }
    if (!incident) store.dropSilence(silence.incidentId);
    else record(incident, text, by, () => store.dropSilence(incident.id));
    return true;
  };

  /** Incidents whose silence a person is ending. */
  const ending = new Set<string>();
  /** @param by who ends it */
  const endFor = (silence: Silence, text: string, by: string): Promise<boolean> => {
    ending.add(silence.incidentId);
    return end(silence, text, by).finally(() => ending.delete(silence.incidentId));
  };

  /** Those that an Alertmanager has forgotten, its data with them. One that was ended there it still knows. */
  const forgotten = async (parts: readonly SilencePart[]): Promise<ReadonlySet<SilencePart>> => {
    const urls = [...new Set(parts.map(({ url }) => url))];
    const lists = await Promise.all(urls.map(async (url) => [url, await listSilences(url, ask)] as const));
    const held = new Map(lists);
    return new Set(
      parts.filter(({ url, id }) => {
        const list = held.get(url);
        return list !== undefined && !list.some((silence) => silence.id === id);
      }),
    );
  };

  /** Where an alert that is silenced elsewhere is not: that Alertmanager was away when it was asked. */
  const placesWithout = (parts: readonly SilencePart[]): readonly Place[] => {
    const covered = new Map(parts.map(({ labels }) => [keyOf(labels), labels]));
    return [...covered].flatMap(([key, labels]) => {
      const has = new Set(parts.flatMap((part) => (keyOf(part.labels) === key ? [part.url] : [])));
      return alertmanagers.flatMap(({ url }) => (has.has(url) ? [] : [{ labels, url }]));
    });
  };

  const renew = async (silence: Silence, incident: Incident): Promise<void> => {
    const { by, until } = silence;
    const standing = silence.parts.filter(({ over }) => !over);
    const gone = silence.parts.filter(({ over }) => over);
    const to = until ?? now() + rolling;
    const comment = commentOf(incident);
    const lost = await forgotten(standing);
    const isDue = (part: SilencePart): boolean => {
      const lapsesAt = part.lapsesAt ?? silence.lapsesAt;
      return lost.has(part) || (until === null ? lapsesAt - now() < renewBefore : lapsesAt < until);
    };
    const make = async ({ labels, url }: Place, known?: string): Promise<SilencePart | undefined> => {
      const id = await postSilence(url, { labels, from: now(), to, by, comment, id: known }, ask);
      return id === undefined ? undefined : { labels, url, id, lapsesAt: to };
    };
    // One that does not answer keeps what it had, and holds up no other.
    const [made, added, left] = await Promise.all([
      Promise.all(standing.map((part) => (isDue(part) ? make(part, lost.has(part) ? undefined : part.id) : undefined))),
      Promise.all(placesWithout(standing).map((place) => make(place))),
      expire(gone),
    ]);
    const fresh = [...made, ...added].filter((part) => part !== undefined);
    if (fresh.length === 0 && left.length === gone.length) return;
    if (ending.has(incident.id) || !isCurrent(silence)) {
      const kept = new Set(ending.has(incident.id) ? [] : store.silence(incident.id)?.parts.map(({ id }) => id));
      await expire(fresh.filter(({ id }) => !kept.has(id)));
      return;
    }
    const parts = standing.map(
      (part, index) => made[index] ?? { ...part, lapsesAt: part.lapsesAt ?? silence.lapsesAt },
    );
    const more = added.filter((part) => part !== undefined);
    const lapsesAt = fresh.length > 0 ? to : silence.lapsesAt;
    store.saveSilence({ ...silence, lapsesAt, parts: [...parts, ...more, ...left] });
  };

  const lookedAt = new Map<string, number>();

  const tendOne = async (silence: Silence): Promise<void> => {
    const incident = store.incident(silence.incidentId);
    if (silence.until !== null && now() >= silence.until) {
      await end(silence, 'The silence is over.', null, []);
      return;
    }
    if (!incident) {
      await end(silence, '', null);
      return;
    }
    // Later than now, by a clock that was put back, it is over as well: or its silence would be renewed until then.
    const over = incident.state === 'resolved' ? Math.abs(now() - (incident.resolvedAt ?? now())) : -1;
    // A flapping incident reopens within this time, and stays silenced as it was asked to be.
    const grace = silence.until === null ? 0 : scaled(limits.reopenWithin, scale);
    if (over >= grace) {
      await end(silence, 'The silence ended with the incident.', null);
      return;
    }
    if (within(now(), lookedAt.get(incident.id) ?? 0, lookEvery)) return;
    lookedAt.set(incident.id, now());
    if (silence.parts.every(({ over }) => over)) await end(silence, 'The silence is over everywhere.', null);
    else await renew(silence, incident);
  };

  return {
    /** Silences what fires of an incident now, in every Alertmanager. */
    cover,
    expire,
    endFor,
    /** Renews and ends silences as their incidents go. */
    tend: async (): Promise<void> => {
      const silences = store.silences();
      const kept = new Set(silences.map(({ incidentId }) => incidentId));
      for (const id of lookedAt.keys()) if (!kept.has(id)) lookedAt.delete(id);
      for (const silence of silences) await tendOne(silence);
    },
  };
};
