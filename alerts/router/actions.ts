/**
 * What a person may do to an incident, by button, command or API alike: each is written into the timeline with who did
 * it, and owes the card.
 *
 * No silence outlives its incident, and none covers more than what fires when it is made: each alert gets its own, by
 * its name, scope, region and target.
 */
import type { Cause } from '../../collector/catalogue/labels.ts';
import { lengthWords, type SilenceLength } from '../notifiers/buttons.ts';
import { clock, labelWords } from '../notifiers/cardWords.ts';
import type { Ask } from './fetchJson.ts';
import type { Incident, SilencePart, TimelineKind } from './incident.ts';
import { oweCard } from './oweCard.ts';
import { oweAcknowledgements } from './pages.ts';
import { createSilencing, keyOf, rolling, type SilencingOptions } from './silencing.ts';
import type { Store } from './store/store.ts';
import { isCauseConfirmed } from './timeline.ts';

/** What came of it, in a sentence for whoever asked. */
export interface Done {
  readonly ok: boolean;
  readonly text: string;
}

export interface ActionOptions extends Omit<SilencingOptions, 'ask' | 'record'> {
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

/** `NodeStalled arb-eu, EdgeDown`. */
const coverWords = (parts: readonly SilencePart[]): string =>
  [...new Set(parts.map(({ labels }) => [labels.alertname, labels.target].filter(Boolean).join(' ')))].join(', ');

/** What people did that a card shows: part of what makes an edit worth it. */
export const peopleMaterial = (store: Store, incidentId: string): string => {
  const silence = store.silence(incidentId);
  return JSON.stringify([silence ? [silence.by, silence.until] : null, isCauseConfirmed(store, incidentId)]);
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

  const { cover, expire, endFor, tend } = createSilencing({
    ...{ store, alertmanagers, now, scale: options.scale, ask },
    record: (incident, text, by, write) => record(incident, 'silenced', text, by, write),
  });

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
      const deaf =
        covered === wanted && parts.length < places
          ? ' Not every Alertmanager took it: the others get it once they answer.'
          : '';
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
      const ended = await endFor(silence, 'The silence was ended.', by);
      return ended
        ? { ok: true, text: `The silence of #${id} is over.` }
        : { ok: false, text: 'Not every Alertmanager ended the silence: it is tried again each minute.' };
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

    tend,
  };
};
