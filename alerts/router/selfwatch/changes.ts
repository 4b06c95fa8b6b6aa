/**
 * Change events: context beside PagerDuty's incidents that never notifies anybody. Owed through the outbox, so that
 * they survive us.
 */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { observing } from '../../../collector/config/observing.ts';
import type { ChangeEvent } from '../../pagerduty-client/events.ts';
import type { OwedEvent } from '../pages.ts';
import type { Store } from '../store/store.ts';

export interface ChangeSources {
  readonly fleet: Fleet;
  readonly store: Store;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Whether PagerDuty hears of us at all: in a trial week it does not. */
export const tellsPagerDuty = (fleet: Fleet): boolean =>
  fleet.notify.pagerduty?.routingKey.value !== undefined && !observing(fleet);

const changePrefix = 'change:';
/** After every page, acknowledgement and resolve. */
const priority = 5;

/** The job that delivers a change event; within the caller's transaction. */
export const putChange = (
  { store, now }: Pick<ChangeSources, 'store' | 'now'>,
  key: string,
  summary: string,
  details?: ChangeEvent['details'],
): void => {
  const event: ChangeEvent = {
    action: 'change',
    summary,
    source: 'headwatch-router',
    at: now(),
    ...(details ? { details } : {}),
  };
  const owed: OwedEvent = { groupKey: changePrefix + key, event };
  const job = { sink: 'pagerduty', key: changePrefix + key, incidentId: null, payload: JSON.stringify(owed) } as const;
  store.outbox.put({ ...job, priority, dueAt: now() }, now());
};

/**
 * Tells PagerDuty that something was changed: planned work, a new version of a node.
 * @param key the same key is told once, however often this is called
 * @returns false when it was told, or is owed, already; and where PagerDuty hears nothing from us
 * @throws when the store cannot write
 */
export const oweChange = (
  { fleet, store, now }: ChangeSources,
  key: string,
  summary: string,
  details?: ChangeEvent['details'],
): boolean => {
  if (!tellsPagerDuty(fleet) || store.read(changePrefix + key) !== undefined) return false;
  store.write(changePrefix + key, String(now()));
  putChange({ store, now }, key, summary, details);
  return true;
};
