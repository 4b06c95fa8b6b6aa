/**
 * Members' seconds of an incident, from the first bad one to the last: what a card and a members' message tell when all
 * is over. Alerts begin later and end a minute after. Kept in the store, because nobody can be asked afterwards.
 */
import { z } from 'zod';
import { edgeFaults } from '../../collector/catalogue/labels.ts';
import type { OutageFact, RegionFact } from '../notifiers/facts.ts';
import type { Store } from './store/store.ts';

const outageSchema = z.object({
  from: z.number(),
  to: z.number().nullable(),
  fault: z.enum(edgeFaults).nullable(),
  detail: z.string(),
});

/** Its prefix is what `Store.prune` forgets by. */
const keyOf = (incidentId: string): string => `outage:${incidentId}`;

/** Null for an incident without a bad second that was seen. */
export const readOutage = (store: Pick<Store, 'read'>, incidentId: string): OutageFact | null => {
  const text = store.read(keyOf(incidentId));
  const parsed = text === undefined ? undefined : outageSchema.safeParse(JSON.parse(text));
  return parsed?.success ? parsed.data : null;
};

/** The outage after what is seen of its region now. Pure. */
export const nextOutage = (known: OutageFact | null, own: RegionFact | undefined, now: number): OutageFact | null => {
  if (own?.state === 'bad') {
    const fault = own.fault ?? known?.fault ?? null;
    const detail = fault === 'journey' ? own.detail : '';
    return { from: Math.min(known?.from ?? now, own.since ?? now), to: null, fault, detail };
  }
  // Good again since a time before it was bad is a reading that is not about this outage.
  if (known && known.to === null && own?.state === 'good')
    return { ...known, to: Math.max(known.from, own.since ?? now) };
  return known;
};

/** Looks, and writes what is news. */
export const keepOutage = (
  store: Pick<Store, 'read' | 'write'>,
  incidentId: string,
  own: RegionFact | undefined,
  now: number,
): OutageFact | null => {
  const known = readOutage(store, incidentId);
  const next = nextOutage(known, own, now);
  if (next && JSON.stringify(next) !== JSON.stringify(known)) store.write(keyOf(incidentId), JSON.stringify(next));
  return next;
};
