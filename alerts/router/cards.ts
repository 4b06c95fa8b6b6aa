/** Delivers one card: renders it from what is true now, posts or edits it, and writes down what came of it. */
import type { DeliveryOutcome } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Card } from '../notifiers/card.ts';
import type { Delivery } from '../notifiers/delivery.ts';
import type { CardSink, MessageExtras } from '../notifiers/discord.ts';
import type { CostFact, IncidentFacts } from '../notifiers/facts.ts';
import { renderCard } from '../notifiers/renderCard.ts';
import { peopleMaterial } from './actions.ts';
import { afterOf, outcomes } from './afterDelivery.ts';
import { controlsFor } from './controls.ts';
import type { Incident, StoredAlert } from './incident.ts';
import type { KnownCause } from './knowledge.ts';
import { editEvery } from './oweCard.ts';
import type { After } from './sender.ts';
import type { Job } from './store/outbox.ts';
import type { Store } from './store/store.ts';
import { causeEntries, isCauseConfirmed, noteAll } from './timeline.ts';

export type Hold = 'send' | 'drop' | { readonly until: number };

export interface CardDesk {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly sink: CardSink;
  readonly now: () => number;
  readonly facts: (incident: Incident, alerts: readonly StoredAlert[]) => IncidentFacts;
  /** What an incident that is over cost; asked once, when it is. */
  readonly cost: (incident: Incident, outage: IncidentFacts['outage']) => Promise<CostFact | null>;
  readonly cause: (scope: string, region: string) => Promise<KnownCause | undefined>;
  /** Whether a first, non-page card must wait for inhibition after an Alertmanager start. */
  readonly hold: (incident: Incident, alerts: readonly StoredAlert[]) => Promise<Hold>;
  /** Runs a write until the store takes it: the sink has the card already, a second try would be a second card. */
  readonly commit: (write: () => void) => Promise<void>;
  readonly count: (outcome: DeliveryOutcome) => void;
  /** Runs in the transaction that notes the delivery; `posted` when it was no edit. */
  readonly beside: (incident: Incident, card: Card, posted: { readonly messageId: string } | undefined) => void;
  readonly onDelivered: (incident: Incident, how: 'posted' | 'edited') => void;
  readonly onRejected: (incident: Incident, detail: string) => void;
}

/** What a card says without what changes each second: while it is the same, no edit is worth a reader's look. */
export const materialOf = (incident: Incident, alerts: readonly StoredAlert[], facts: IncidentFacts): string =>
  JSON.stringify([
    [incident.state, incident.severity, incident.headline, incident.ackedAt, incident.reopened, incident.newPages],
    incident.causes.map((entry) => entry.cause),
    alerts.map((alert) => `${alert.fingerprint} ${alert.status}`).sort(),
    // What is over is told as it was, not as its nodes fare now.
    ...(incident.state === 'resolved'
      ? [facts.outage]
      : [
          facts.regions.map((each) => `${each.region} ${each.state} ${each.fault ?? ''}`),
          facts.nodes?.map((node) => `${node.name} ${node.verdict} ${node.l1} ${node.journey} ${node.lb?.serve}`) ??
            null,
          facts.chainNow?.verdict ?? null,
          [facts.page?.sentAt ?? null, facts.budget === null],
        ]),
  ]);

/** Ages and budgets of a page that fires are renewed this often, seconds. */
const figuresEvery = 60;

/** Whether the card that stands in the channel says something else than is true now. */
export const isWorthEdit = (incident: Incident, material: string, now: number): boolean => {
  if (incident.messageId === null || incident.sentMaterial !== material) return true;
  const renewing = incident.state === 'firing' && incident.severity === 'page';
  return renewing && Math.abs(now - (incident.sentAt ?? 0)) >= figuresEvery;
};

/** The incident with a newly learned cause in its history. */
export const withCause = (incident: Incident, cause: KnownCause | undefined, now: number): Incident => {
  if (!cause || incident.causes.at(-1)?.cause === cause.cause) return incident;
  return { ...incident, causes: [...incident.causes.slice(-19), { ...cause, at: now }] };
};

const plain = (card: Card): Card => ({ ...card, description: '', fields: [] });

/** The same until the card is known to stand, or to be gone: a second attempt at one post is no second card. */
const nonceOf = ({ id, sentAt }: Incident): string => `c${Math.floor(sentAt ?? 0).toString(36)}-${id.slice(2)}`;

const send = async (desk: CardDesk, incident: Incident, card: Card, extras: MessageExtras): Promise<Delivery> => {
  const attempt = async (content: Card): Promise<Delivery> => {
    const delivery = await (incident.messageId === null
      ? desk.sink.post(content, extras)
      : desk.sink.edit(incident.messageId, content, extras));
    desk.count(outcomes[delivery.kind]);
    return delivery;
  };
  const first = await attempt(card);
  // Better the bare line than nothing: something in the body displeases, and the incident is real.
  return first.kind === 'rejected' ? attempt(plain(card)) : first;
};

export const deliverCard = async (desk: CardDesk, job: Job): Promise<After> => {
  const { store, now } = desk;
  const id = job.incidentId ?? '';
  const waiting = store.incident(id);
  if (!waiting) {
    store.outbox.drop(job);
    return { kind: 'idle' };
  }
  const hold = await desk.hold(waiting, store.alertsOf(id));
  if (hold === 'drop') {
    store.transaction(() => {
      // Asking took a while: what came in meanwhile nobody has called muted, and Alertmanager was told that we have it.
      const current = store.incident(id);
      if (store.outbox.isCurrent(job) && current?.severity !== 'page') store.dropIncident(id);
    });
    return { kind: 'idle' };
  }
  if (hold !== 'send') {
    store.transaction(() => {
      const current = store.incident(id);
      if (current) store.saveIncident({ ...current, heldUntil: hold.until });
      store.outbox.postpone(job, hold.until);
    });
    return { kind: 'idle' };
  }

  const cause = isCauseConfirmed(store, id) ? undefined : await desk.cause(waiting.scope, waiting.region);
  // Read again: an alert may have come in while the neighbours were asked.
  const stored = store.incident(id);
  if (!stored) return { kind: 'idle' };
  const incident = withCause(stored, cause, now());
  const alerts = store.alertsOf(id);
  const known = desk.facts(incident, alerts);
  const material = materialOf(incident, alerts, known) + peopleMaterial(store, id);
  if (!isWorthEdit(incident, material, now())) {
    store.outbox.done(job, now());
    return { kind: 'idle' };
  }
  const cost = incident.state === 'resolved' ? await desk.cost(incident, known.outage) : null;
  const card = renderCard(incident, alerts, { fleet: desk.fleet, facts: { ...known, cost }, now: now() });
  const controls = controlsFor(desk, incident, alerts);
  const delivery = await send(desk, incident, card, { nonce: nonceOf(incident), controls });

  switch (delivery.kind) {
    case 'ok': {
      const messageId = delivery.messageId ?? incident.messageId;
      await desk.commit(() => {
        const current = store.incident(id) ?? incident;
        const sentAt = now();
        noteAll(store, id, causeEntries(current.causes, incident.causes, sentAt));
        store.saveIncident({
          ...current,
          causes: incident.causes,
          messageId,
          sentAt,
          sentMaterial: material,
          heldUntil: null,
        });
        desk.beside(incident, card, incident.messageId === null ? { messageId: messageId ?? '' } : undefined);
        const moved =
          current.state !== incident.state ||
          current.severity !== incident.severity ||
          current.newPages !== incident.newPages;
        store.outbox.done(job, moved ? sentAt : sentAt + editEvery);
      });
      desk.onDelivered(incident, incident.messageId === null ? 'posted' : 'edited');
      return { kind: 'settled' };
    }
    case 'message_gone':
      store.transaction(() => {
        const current = store.incident(id);
        if (current) store.saveIncident({ ...current, messageId: null });
      });
      return { kind: 'failed' };
    case 'rejected':
      desk.onRejected(incident, delivery.detail);
      store.outbox.done(job, now() + editEvery);
      return { kind: 'settled' };
    default:
      return afterOf(delivery);
  }
};
