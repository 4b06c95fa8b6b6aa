/** Delivers one owed PagerDuty event. */
import type { DeliveryOutcome } from '../../collector/catalogue/labels.ts';
import type { PagerDutyClient, PagerDutyOutcome } from '../pagerduty-client/client.ts';
import type { TimelineKind } from './incident.ts';
import { type OwedEvent, oweAcknowledgements, oweCrossed, stillOwed } from './pages.ts';
import type { After } from './sender.ts';
import type { Job } from './store/outbox.ts';
import type { Store } from './store/store.ts';
import { noteAll } from './timeline.ts';

export interface PageDesk {
  readonly store: Store;
  readonly client: PagerDutyClient;
  readonly now: () => number;
  readonly commit: (write: () => void) => Promise<void>;
  readonly count: (outcome: DeliveryOutcome) => void;
  readonly onRejected: (action: string, detail: string) => void;
  /** PagerDuty took an event; inside the transaction that notes it. */
  readonly onAccepted?: () => void;
}

/** What PagerDuty took from us; of what it took from Alertmanager nobody tells us. */
const accepted: Readonly<Partial<Record<OwedEvent['event']['action'], readonly [TimelineKind, string]>>> = {
  trigger: ['page_sent', 'PagerDuty took the page.'],
  acknowledge: ['page_acknowledged', 'PagerDuty took the acknowledgement.'],
  resolve: ['page_resolved', 'PagerDuty took the resolve that the router owed it.'],
};

const noteAccepted = ({ store, now }: PageDesk, { groupKey, event }: OwedEvent): void => {
  const incidentId = store.incidentOfGroup(groupKey);
  const line = accepted[event.action];
  // What was paged again is a new incident to PagerDuty, and knows nothing of whoever has it in hand.
  const acknowledged = event.action === 'trigger' && incidentId && store.incident(incidentId)?.ackedAt;
  // Of this group alone: another one of the incident is told by whoever pages it, and may be no older than its page.
  const paged = acknowledged ? store.alertsOf(incidentId).filter((alert) => alert.groupKey === groupKey) : [];
  oweAcknowledgements(store, paged, now());
  if (incidentId && line) noteAll(store, incidentId, [{ at: now(), kind: line[0], text: line[1], by: null }]);
};

export const deliverPage = async (desk: PageDesk, job: Job): Promise<After> => {
  const { store, client } = desk;
  const owed = JSON.parse(job.payload) as OwedEvent; // written by pages.ts only
  if (!stillOwed(store, owed)) {
    store.outbox.drop(job);
    return { kind: 'idle' };
  }
  if (owed.anew && owed.event.action === 'trigger') {
    const closed = await client.send({ action: 'resolve', dedupKey: owed.event.dedupKey });
    if (closed.kind !== 'accepted') return afterOutcome(desk, job, owed, closed);
    // Nothing to page for any more: what closed it was right.
    if (!stillOwed(store, owed)) {
      store.outbox.drop(job);
      return { kind: 'settled' };
    }
  }
  return afterOutcome(desk, job, owed, await client.send(owed.event));
};

const afterOutcome = async (desk: PageDesk, job: Job, owed: OwedEvent, outcome: PagerDutyOutcome): Promise<After> => {
  const { store, now, commit, count } = desk;
  switch (outcome.kind) {
    case 'accepted':
      count('ok');
      await commit(() => {
        store.outbox.done(job, now());
        noteAccepted(desk, owed);
        oweCrossed(store, owed, now());
        desk.onAccepted?.();
      });
      return { kind: 'settled' };
    case 'rejected': {
      // 400 is about this event, for ever. Other refusals (401, 403, a proxy's 404) are about us and may be mended.
      const forEver = outcome.status === 400;
      count(forEver ? 'rejected' : 'gone');
      desk.onRejected(owed.event.action, outcome.detail);
      if (!forEver) return { kind: 'paused', seconds: 60 };
      await commit(() => store.outbox.done(job, now()));
      return { kind: 'settled' };
    }
    case 'retryable':
      count(
        outcome.reason === 'rate_limited'
          ? 'rate_limited'
          : outcome.reason === 'server_error'
            ? 'server_error'
            : 'network',
      );
      return outcome.afterMs === undefined
        ? { kind: 'failed' }
        : { kind: 'paused', seconds: Math.min(600, Math.max(1, outcome.afterMs / 1000)) };
  }
};
