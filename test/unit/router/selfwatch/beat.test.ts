import { describe, expect, it } from 'vitest';
import { createBeat, type FitnessSources, unfitness } from '../../../../alerts/router/selfwatch/beat.ts';
import type { Store } from '../../../../alerts/router/store/store.ts';
import { Secret } from '../../../../collector/config/secret.ts';
import { silentLog } from '../../../../collector/log.ts';
import { temporaryStore } from '../fleet.ts';

const start = 1_800_000_000;

const sourcesOf = (store: Store, more: Partial<FitnessSources> = {}): FitnessSources => ({
  store,
  now: () => start,
  notReady: () => undefined,
  lastBeat: () => start - 70,
  prometheusSeen: () => start - 80,
  ledgerRun: () => start - 70,
  ...more,
});

const owe = (store: Store, key: string, dueAt: number, at = start): void =>
  store.outbox.put({ sink: 'discord', key, incidentId: null, payload: '{}', priority: 1, dueAt }, at);

describe('the router is fit to beat', () => {
  it('while everything that it is for works', () => {
    const store = temporaryStore();
    owe(store, 'waits its turn', start + 10, start - 3600);
    owe(store, 'just came', start - 59);
    expect(unfitness(sourcesOf(store))).toBeUndefined();
  });

  it.each([
    ['the store cannot write', { notReady: () => 'the store cannot write' }],
    ['the Watchdog does not come', { lastBeat: () => undefined }],
    ['the Watchdog does not come', { lastBeat: () => start - 190 }],
    ['Prometheus does not answer, or has just started', { prometheusSeen: () => undefined }],
    ['Prometheus does not answer, or has just started', { prometheusSeen: () => start - 91 }],
    ['the ledger job does not run through', { ledgerRun: () => undefined }],
    ['the ledger job does not run through', { ledgerRun: () => start - 601 }],
  ] satisfies [string, Partial<FitnessSources>][])('not when %s', (why, more) => {
    expect(unfitness(sourcesOf(temporaryStore(), more))).toBe(why);
  });

  it('not while a message waits that nobody takes, or that a sink refuses again and again', () => {
    const store = temporaryStore();
    owe(store, 'nobody', start - 61);
    expect(unfitness(sourcesOf(store))).toBe('a message waits in the outbox');

    const other = temporaryStore();
    owe(other, 'refused', start - 300, start - 300);
    const [job] = other.outbox.due('discord', start, 1, []);
    if (!job) throw new Error('no job');
    other.outbox.later(job, start + 15);
    expect(unfitness(sourcesOf(other))).toBe('a message waits in the outbox');
    other.outbox.done(job, start);
    expect(unfitness(sourcesOf(other))).toBeUndefined();
  });

  it('while a card is renewed for an hour: each delivery starts its wait anew', () => {
    const store = temporaryStore();
    owe(store, 'card', start - 3600, start - 3600);
    const [job] = store.outbox.due('discord', start, 1, []);
    if (!job) throw new Error('no job');
    owe(store, 'card', start);
    store.outbox.done(job, start + 10);
    const [renewed] = store.outbox.due('discord', start + 10, 1, []);
    if (!renewed) throw new Error('no job');
    store.outbox.later(renewed, start + 11);
    expect(unfitness(sourcesOf(store))).toBeUndefined();
  });
});

describe('a beat', () => {
  const secret = 'https://watcher.example.org/planted-id';
  const knocks = (answers: readonly (number | Error)[]) => {
    const asked: unknown[] = [];
    const left = [...answers];
    const ask: typeof fetch = async (url, init) => {
      asked.push([url, init?.method ?? 'GET', init?.redirect]);
      const next = left.shift() ?? 200;
      if (next instanceof Error) throw next;
      return new Response('OK', { status: next });
    };
    return { asked, ask };
  };

  it('is one GET, and only while the router is fit', async () => {
    const { asked, ask } = knocks([]);
    let why: string | undefined = 'the Watchdog does not come';
    const beat = createBeat({
      url: new Secret(secret),
      now: () => start,
      unfit: () => why,
      log: silentLog,
      fetch: ask,
    });
    await beat.beat();
    expect({ asked, at: beat.lastAt(), why: beat.silence() }).toEqual({ asked: [], at: undefined, why });
    why = undefined;
    await beat.beat();
    expect(asked).toEqual([[secret, 'GET', 'error']]);
    expect({ at: beat.lastAt(), why: beat.silence() }).toEqual({ at: start, why: undefined });
  });

  it('that is not taken is none, and says so once without the address', async () => {
    const said: string[] = [];
    const say = (...words: unknown[]): void => void said.push(JSON.stringify(words));
    const log = { ...silentLog, warn: say, info: say };
    const { ask } = knocks([404, 404, new Error(`connect to ${secret}`), 200]);
    const beat = createBeat({ url: new Secret(secret), now: () => start, unfit: () => undefined, log, fetch: ask });
    for (let tries = 0; tries < 3; tries += 1) await beat.beat();
    expect(beat.lastAt()).toBeUndefined();
    await beat.beat();
    expect(beat.lastAt()).toBe(start);
    expect(said).toEqual([
      expect.stringContaining('answered 404'),
      expect.stringContaining('did not answer'),
      expect.stringContaining('goes out'),
    ]);
    expect(said.join()).not.toContain('planted');
  });
});
