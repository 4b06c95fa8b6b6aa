/**
 * What a person may do to an incident, by button, command or API alike: each is written into the timeline with who did
 * it, and owes the card.
 *
 * No silence outlives its incident, and none covers more than what fires when it is made: each alert gets its own, by
 * its name, scope, region and target. One that lasts "until it is resolved" is an hour long and renewed while the
 * incident is open, so that it lapses by itself when we are gone.
 */
import type { Cause } from '../../collector/catalogue/labels.ts';
import { limits, scaled } from '../../collector/policy/ladder.ts';
import { lengthWords, type SilenceLength } from '../notifiers/buttons.ts';
import { clock, labelWords } from '../notifiers/cardWords.ts';
import { expireSilence, postSilence } from './alertmanagerSilences.ts';
import type { Ask } from './fetchJson.ts';
import type { Incident, Silence, SilencePart, StoredAlert, TimelineKind } from './incident.ts';
import { oweCard } from './lifecycle.ts';
import { oweAcknowledgements } from './pages.ts';
import type { Store } from './store/store.ts';

/** What came of it, in a sentence for whoever asked. */
export interface Done {
  readonly ok: boolean;
  readonly text: string;
}

export interface ActionOptions {
  readonly store: Store;
  readonly alertmanagers: readonly { readonly url: string }[];
  readonly now: () => number;
  readonly scale: number;
  /** Whether there is a sink to owe anything to. */
  readonly cards: boolean;
  readonly pages: boolean;
  readonly wake: () => void;
  readonly ask?: Ask;
}

export interface Actions {
  acknowledge(id: string, by: string): Done;
  silence(id: string, length: SilenceLength, by: string): Promise<Done>;
  unsilence(id: string, by: string): Promise<Done>;
  confirmCause(id: string, cause: Cause, by: string): Done;
  /** Renews and ends silences as their incidents go. Called every few seconds. @throws when the store cannot be used */
  tend(): Promise<void>;
}

/** Seconds. */
const rolling = 3600;
const renewBefore = 1800;

const coveredBy = ['alertname', 'scope', 'region', 'target'] as const;
const labelsFor = ({ labels }: StoredAlert): Readonly<Record<string, string>> =>
  Object.fromEntries(coveredBy.map((name) => [name, labels[name] ?? '']));
const keyOf = (labels: Readonly<Record<string, string>>): string => coveredBy.map((name) => labels[name]).join('|');

/** `NodeStalled arb-eu, EdgeDown`. */
const coverWords = (parts: readonly SilencePart[]): string =>
  [...new Set(parts.map(({ labels }) => [labels.alertname, labels.target].filter(Boolean).join(' ')))].join(', ');

/** A cause that a person confirmed: what is learned later is no better. */
export const isConfirmed = (store: Store, incidentId: string): boolean =>
  store.timeline(incidentId).some((entry) => entry.kind === 'cause' && entry.by !== null);

/** What people did that a card shows: part of what makes an edit worth it. */
export const peopleMaterial = (store: Store, incidentId: string): string => {
  const silence = store.silence(incidentId);
  return JSON.stringify([silence ? [silence.by, silence.until] : null, isConfirmed(store, incidentId)]);
};

const unknownId = (id: string): Done => ({ ok: false, text: `There is no incident #${id}.` });

export const createActions = (options: ActionOptions): Actions => {
  const { store, alertmanagers, now, cards, pages, wake, ask = { timeoutMs: 2000 } } = options;

  /** In one transaction: what was done, its line in the timeline, the card that shows it. */
  const record = (incident: Incident, kind: TimelineKind, text: string, by: string | null, write: () => void): void => {
    store.transaction(() => {
      write();
      store.note(incident.id, { at: now(), kind, text, by });
      if (cards) oweCard(store, store.incident(incident.id) ?? incident, true, now());
    });
    wake();
  };

  const cover = async (incident: Incident, by: string, to: number, before: readonly SilencePart[]) => {
    const firing = store
      .alertsOf(incident.id)
      .filter(({ status, origin }) => status !== 'resolved' && origin === 'alertmanager');
    const wanted = new Map(firing.map((alert) => [keyOf(labelsFor(alert)), labelsFor(alert)]));
    const comment = `headwatch incident ${incident.id}`;
    // Each Alertmanager its own: that they tell each other is what fails when one of them is cut off.
    const places = [...wanted].flatMap(([key, labels]) => alertmanagers.map(({ url }) => ({ key, labels, url })));
    const asked = places.map(async ({ key, labels, url }): Promise<SilencePart | undefined> => {
      const known = before.find((part) => part.url === url && keyOf(part.labels) === key)?.id;
      const id = await postSilence(url, { labels, from: now(), to, by, comment, id: known }, ask);
      return id === undefined ? undefined : { labels, url, id };
    });
    const parts = (await Promise.all(asked)).filter((part) => part !== undefined);
    return { parts, wanted: wanted.size, places: places.length };
  };

  /** Those that could not be ended. */
  const expire = async (parts: readonly SilencePart[]): Promise<readonly SilencePart[]> => {
    const left: SilencePart[] = [];
    for (const part of parts) {
      // A silence that was passed on holds wherever it came to, whether the one that took it lives or not.
      const others = alertmanagers.map(({ url }) => url).filter((url) => url !== part.url);
      const [ended] = await Promise.all([part.url, ...others].map((url) => expireSilence(url, part.id, ask)));
      if (!ended) left.push(part);
    }
    return left;
  };
  const end = async (silence: Silence, text: string, by: string | null): Promise<boolean> => {
    const incident = store.incident(silence.incidentId);
    const left = await expire(silence.parts);
    if (left.length > 0) {
      store.saveSilence({ ...silence, parts: left });
      return false;
    }
    if (!incident) store.dropSilence(silence.incidentId);
    else record(incident, 'silenced', text, by, () => store.dropSilence(incident.id));
    return true;
  };

  /** Incidents whose silence a person is ending. */
  const ending = new Set<string>();

  const renew = async (silence: Silence, incident: Incident): Promise<void> => {
    const lapsesAt = now() + rolling;
    const comment = `headwatch incident ${incident.id}`;
    const parts: SilencePart[] = [];
    for (const part of silence.parts) {
      const renewed = { labels: part.labels, from: now(), to: lapsesAt, by: silence.by, comment, id: part.id };
      const id = await postSilence(part.url, renewed, ask);
      if (id === undefined) break;
      parts.push({ ...part, id });
    }
    // A person may have ended it, or made another, while Alertmanager was asked.
    const current = store.silence(incident.id);
    if (ending.has(incident.id) || !current || current.by !== silence.by || current.until !== silence.until) {
      const kept = new Set(ending.has(incident.id) ? [] : current?.parts.map(({ id }) => id));
      await expire(parts.filter(({ id }) => !kept.has(id)));
      return;
    }
    if (parts.length === silence.parts.length) store.saveSilence({ ...silence, lapsesAt, parts });
  };

  const tendOne = async (silence: Silence): Promise<void> => {
    const incident = store.incident(silence.incidentId);
    if (silence.until !== null && now() >= silence.until) {
      await end({ ...silence, parts: [] }, 'The silence is over.', null);
      return;
    }
    if (!incident) {
      await end(silence, '', null);
      return;
    }
    const over = incident.state === 'resolved' ? now() - (incident.resolvedAt ?? now()) : -1;
    // A flapping incident reopens within this time, and stays silenced as it was asked to be.
    const grace = silence.until === null ? 0 : scaled(limits.reopenWithin, options.scale);
    if (over >= grace) await end(silence, 'The silence ended with the incident.', null);
    else if (silence.until === null && silence.lapsesAt - now() < renewBefore) await renew(silence, incident);
  };

  return {
    acknowledge: (id, by) => {
      const incident = store.incident(id);
      if (!incident) return unknownId(id);
      if (incident.state === 'resolved') return { ok: false, text: `#${id} is over already.` };
      if (incident.ackedAt !== null)
        return { ok: true, text: `#${id} was acknowledged by ${incident.ackedBy ?? 'somebody'} already.` };
      let told = 0;
      record(incident, 'acknowledged', 'Acknowledged.', by, () => {
        store.saveIncident({ ...incident, ackedAt: now(), ackedBy: by });
        if (pages) told = oweAcknowledgements(store, store.alertsOf(id), now());
      });
      return { ok: true, text: `#${id} is acknowledged.${told > 0 ? ' PagerDuty is told.' : ''}` };
    },

    silence: async (id, length, by) => {
      const incident = store.incident(id);
      if (!incident) return unknownId(id);
      if (incident.state === 'resolved') return { ok: false, text: `#${id} is over: there is nothing to silence.` };
      const until = length === 'until_resolved' ? null : now() + length * 60;
      const lapsesAt = until ?? now() + rolling;
      const before = store.silence(id);
      const { parts, wanted, places } = await cover(incident, by, lapsesAt, before?.parts ?? []);
      if (wanted === 0) return { ok: false, text: `Nothing of #${id} is Alertmanager's to silence.` };
      if (parts.length === 0) return { ok: false, text: 'Alertmanager did not take the silence: nothing is silenced.' };
      const kept = new Set(parts.map((part) => part.id));
      const left = await expire((before?.parts ?? []).filter((part) => !kept.has(part.id)));
      const covered = new Set(parts.map(({ labels }) => keyOf(labels))).size;
      const uncovered = covered < wanted ? ` ${wanted - covered} of ${wanted} could not be silenced.` : '';
      const deaf = covered === wanted && parts.length < places ? ' Not every Alertmanager took it.' : '';
      const missing = uncovered + deaf;
      const what = `Silenced ${lengthWords(length)}: ${coverWords(parts)}.${missing}`;
      record(incident, 'silenced', what, by, () =>
        store.saveSilence({ incidentId: id, by, until, lapsesAt, parts: [...parts, ...left] }),
      );
      const end = until === null ? 'until it is resolved' : `until ${clock(until)} UTC`;
      const others = 'Anything else that fires still tells and pages.';
      return { ok: true, text: `#${id} is silenced ${end}: ${coverWords(parts)}.${missing} ${others}` };
    },

    unsilence: async (id, by) => {
      const silence = store.silence(id);
      if (!silence) return { ok: false, text: `Nothing of #${id} is silenced.` };
      ending.add(id);
      const ended = await end(silence, 'The silence was ended.', by).finally(() => ending.delete(id));
      return ended
        ? { ok: true, text: `The silence of #${id} is over.` }
        : { ok: false, text: 'Alertmanager did not end the silence: it is tried again when you ask again.' };
    },

    confirmCause: (id, cause, by) => {
      const incident = store.incident(id);
      if (!incident) return unknownId(id);
      record(incident, 'cause', `Cause confirmed: ${labelWords(cause)}.`, by, () => {
        if (incident.causes.at(-1)?.cause === cause) return;
        const entry = { cause, detail: `said ${by}`, at: now() };
        store.saveIncident({ ...incident, causes: [...incident.causes.slice(-19), entry] });
      });
      return { ok: true, text: `The cause of #${id} is ${labelWords(cause)}.` };
    },

    tend: async () => {
      for (const silence of store.silences()) await tendOne(silence);
    },
  };
};
