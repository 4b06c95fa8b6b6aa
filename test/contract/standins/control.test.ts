/** The dead man's URL, failures on demand, and what the log owes the drill. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sink, type Standins, type StandinsState, startStandins } from '../../../demo/standins/main.ts';
import { createRequestLog } from '../../../demo/standins/requestLog.ts';
import { clientOf, discordLog, postJson } from './support.ts';

let now = 1_800_000_000_000;
let standins: Standins;
beforeEach(async () => {
  now = 1_800_000_000_000;
  standins = await startStandins({ now: () => now });
});
afterEach(() => standins.stop());

const control = (path: string, body: unknown): Promise<Response> => postJson(`${standins.url}standins/${path}`, body);
// The stand-ins' own shape.
const state = async (): Promise<StandinsState> =>
  (await (await fetch(`${standins.url}standins/state`)).json()) as StandinsState;

describe("the dead man's URL", () => {
  it('counts every way of knocking, and says when the last one was', async () => {
    expect((await state()).deadman).toEqual({ beats: 0, lastAt: null, lastMinute: 0 });
    for (const method of ['GET', 'HEAD', 'POST']) {
      now += 40_000;
      expect((await fetch(standins.deadman.url, { method })).status).toBe(200);
    }
    expect((await state()).deadman).toEqual({ beats: 3, lastAt: now, lastMinute: 2 });
  });

  it("counts the router's beats apart", async () => {
    await fetch(standins.deadman.routerUrl);
    expect(await state()).toMatchObject({ deadman: { beats: 0 }, deadmanRouter: { beats: 1, lastAt: now } });
  });

  it('counts nothing at another id, and keeps the id out of the log', async () => {
    expect((await fetch(`${standins.deadman.url}x`, { method: 'POST' })).status).toBe(404);
    expect((await state()).deadman.beats).toBe(0);
    expect(standins.log()[0]).toMatchObject({ path: '/deadman/[redacted]', status: 404, accepted: false });
  });
});

const knock: Record<Sink, (signal?: AbortSignal) => Promise<Response>> = {
  discord: (signal) =>
    fetch(standins.discord.webhookUrl, { method: 'POST', body: '{"content":"x"}', ...(signal ? { signal } : {}) }),
  pagerduty: (signal) =>
    fetch(standins.pagerduty.url, {
      method: 'POST',
      body: JSON.stringify({ routing_key: standins.pagerduty.routingKey, event_action: 'resolve', dedup_key: 'k' }),
      ...(signal ? { signal } : {}),
    }),
  deadman: (signal) => fetch(standins.deadman.url, { method: 'POST', ...(signal ? { signal } : {}) }),
};

describe.each(['discord', 'pagerduty', 'deadman'] as const)('%s on demand', (sink) => {
  it('is down, throttles, fails, hangs, and is well again; the others stay well', async () => {
    await control('mode', { sink, mode: 'down' });
    await expect(knock[sink]()).rejects.toThrow('fetch failed');
    await control('mode', { sink, mode: '429', retryAfter: 7 });
    const throttled = await knock[sink]();
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7']);
    await control('mode', { sink, mode: '5xx' });
    expect((await knock[sink]()).status).toBe(503);
    await control('mode', { sink, mode: 'hang' });
    await expect(knock[sink](AbortSignal.timeout(200))).rejects.toThrow('timeout');
    for (const other of ['discord', 'pagerduty', 'deadman'] as const)
      if (other !== sink) expect((await knock[other]()).ok).toBe(true);
    await control('mode', { sink, mode: 'ok' });
    expect((await knock[sink]()).ok).toBe(true);

    const entries = standins.log().filter((entry) => entry.sink === sink);
    expect(entries.map(({ status, accepted }) => [status, accepted])).toEqual([
      [null, false],
      [429, false],
      [503, false],
      [null, false],
      [entries.at(-1)?.status, true],
    ]);
  });
});

describe('control', () => {
  it('discord.js waits out a 429 on demand and resends', async () => {
    await control('mode', { sink: 'discord', mode: '429', retryAfter: 1 });
    const sending = clientOf(standins).send('late but there');
    await expect.poll(() => discordLog(standins).length).toBe(1);
    await control('mode', { sink: 'discord', mode: 'ok' });
    expect((await sending).content).toBe('late but there');
    expect(discordLog(standins).map((entry) => entry.status)).toEqual([429, 200]);
  });

  it('refuses what it does not know, by name', async () => {
    const answer = await control('mode', { sink: 'slack', mode: 'ok' });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('sink')]);
    expect((await control('mode', { sink: 'discord', mode: 'sleepy' })).status).toBe(400);
    expect((await control('nothing', {})).status).toBe(404);
  });

  it('tells the log from a number on, and forgets all of it on reset', async () => {
    await control('mode', { sink: 'deadman', mode: '5xx' });
    await knock.discord();
    await knock.deadman();
    const rest = (await (await fetch(`${standins.url}standins/log?since=1`)).json()) as unknown;
    expect(rest).toMatchObject([{ seq: 2, at: now, sink: 'deadman', status: 503 }]);
    await control('reset', {});
    expect(await state()).toMatchObject({
      discord: { messages: [] },
      deadman: { beats: 0 },
      modes: { deadman: { mode: 'ok' } },
    });
    expect(standins.log()).toEqual([]);
    await knock.deadman();
    expect(standins.log()[0]?.seq).toBe(3);
  });

  it('keeps the last 2,000 requests and says how many it dropped', () => {
    const log = createRequestLog();
    const entry = {
      at: now,
      sink: 'deadman',
      method: 'GET',
      path: '/',
      status: 200,
      accepted: true,
      reason: null,
      facts: null,
    } as const;
    for (let index = 0; index < 2005; index += 1) log.add(entry);
    expect([log.entries().length, log.entries()[0]?.seq, log.dropped()]).toEqual([2000, 6, 5]);
  });

  it('refuses keys of the wrong shape before it listens', async () => {
    await expect(startStandins({ routingKey: 'short' })).rejects.toThrow('routingKey');
    await expect(startStandins({ webhookId: 'abc' })).rejects.toThrow('webhookId');
  });
});
