/**
 * What is known of the paging path. Each event that PagerDuty accepts proves the key and the network, and a day without
 * one is ended by a change event, which pages nobody. That a person is rung only a person can say: the live drill.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { limits } from '../../../collector/policy/ladder.ts';
import { type ChangeSources, putChange, tellsPagerDuty } from './changes.ts';

/** What can be said of the path. Times are Unix seconds; null: never, with the key that is in place now. */
export interface Paging {
  /** PagerDuty has a key and this is no trial week. */
  readonly armed: boolean;
  readonly acceptedAt: number | null;
  readonly heardAt: number | null;
  readonly heardBy: string | null;
}

const acceptedKey = 'paging_accepted';
const heardKey = 'paging_heard';
const owedKey = 'paging_proof_owed';
/** A proof that PagerDuty refused for good is tried again this often, seconds. */
const retryEvery = 3600;

const noteSchema = z.object({ at: z.number(), of: z.string(), by: z.string().nullable() });
type Note = z.output<typeof noteSchema>;

/** Which key and address a proof is about: with another one nothing is proven yet. Not the key itself. */
const pathOf = ({ notify }: ChangeSources['fleet']): string =>
  createHash('sha256')
    .update(`${notify.pagerduty?.url} ${notify.pagerduty?.routingKey.value?.reveal()}`)
    .digest('hex')
    .slice(0, 16);

/** What lies ahead was written before the clock was put back, and proves nothing: not now, nor until its time comes. */
const read = ({ fleet, store, now }: ChangeSources, key: string): Note | undefined => {
  const text = store.read(key);
  if (text === undefined) return undefined;
  const note = noteSchema.safeParse(JSON.parse(text)); // written by `write` only
  return note.success && note.data.of === pathOf(fleet) && note.data.at <= now() ? note.data : undefined;
};

const write = ({ fleet, store, now }: ChangeSources, key: string, by: string | null): void => {
  const note: Note = { at: now(), of: pathOf(fleet), by };
  store.write(key, JSON.stringify(note));
};

/** PagerDuty took an event of ours. */
export const noteAccepted = (sources: ChangeSources): void => write(sources, acceptedKey, null);

/** Somebody says that a test page rang. */
export const noteHeard = (sources: ChangeSources, by: string): void => write(sources, heardKey, by);

export const pagingOf = (sources: ChangeSources): Paging => {
  const heard = read(sources, heardKey);
  return {
    armed: tellsPagerDuty(sources.fleet),
    acceptedAt: read(sources, acceptedKey)?.at ?? null,
    heardAt: heard?.at ?? null,
    heardBy: heard?.by ?? null,
  };
};

/** Within the last `seconds`. What lies ahead was written before the clock was put back, and says nothing. */
const isLately = (at: number | null, now: number, seconds: number): boolean =>
  at !== null && at <= now && now - at < seconds;

/** Makes the daily proof owed when it is due. Asked every minute. @throws when the store cannot write */
export const oweProof = (sources: ChangeSources): boolean => {
  const { fleet, store, now } = sources;
  const { armed, acceptedAt } = pagingOf(sources);
  if (!armed || isLately(acceptedAt, now(), limits.provenEvery)) return false;
  const owed = store.read(owedKey);
  if (owed !== undefined && isLately(Number(owed), now(), retryEvery)) return false;
  store.transaction(() => {
    store.write(owedKey, String(now()));
    putChange(sources, 'proof', `headwatch ${fleet.service.name}: the paging path is open; nothing was changed`);
  });
  return true;
};
