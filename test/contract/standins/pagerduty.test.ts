/** The PagerDuty stand-in: what an Events v2 event must be, and what rings a phone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Standins, type StandinsState, startStandins } from '../../../demo/standins/main.ts';
import { pagerdutyLog, postJson } from './support.ts';

let standins: Standins;
beforeEach(async () => {
  standins = await startStandins();
});
afterEach(() => standins.stop());

const payload = {
  summary: 'EdgeDown: arb in eu',
  source: 'headwatch',
  severity: 'critical',
  component: 'edge:arb',
  class: 'outage',
};
const key = 'a'.repeat(64);

const event = (more: object): Promise<Response> =>
  postJson(standins.pagerduty.url, { routing_key: standins.pagerduty.routingKey, ...more });
const trigger = (more: object = {}): Promise<Response> =>
  event({ event_action: 'trigger', dedup_key: key, payload, ...more });

// The stand-ins' own shape.
const state = async (): Promise<StandinsState> =>
  (await (await fetch(`${standins.url}standins/state`)).json()) as StandinsState;

const malformed: [name: string, more: object, fault: RegExp][] = [
  ['no routing key', { routing_key: undefined }, /'routing_key' is missing or blank/],
  ['a short routing key', { routing_key: 'short' }, /Length of 'routing_key' is incorrect \(should be 32 characters\)/],
  ['an odd routing key', { routing_key: '-'.repeat(32) }, /non-alphanumeric/],
  ['an unknown routing key', { routing_key: 'f'.repeat(32) }, /Invalid routing key/],
  ['no action', { event_action: undefined }, /'event_action' is invalid/],
  ['an unknown action', { event_action: 'page' }, /'event_action' is invalid/],
  ['no payload', { payload: undefined }, /'payload' is missing or blank/],
  ['a blank summary', { payload: { ...payload, summary: ' ' } }, /'payload.summary' is missing or blank/],
  ['a long summary', { payload: { ...payload, summary: 'x'.repeat(1025) } }, /'payload.summary'.*1024/],
  ['no source', { payload: { ...payload, source: undefined } }, /'payload.source' is missing or blank/],
  [
    'an unknown severity',
    { payload: { ...payload, severity: 'page' } },
    /'payload.severity' is invalid.*'critical', 'error'/,
  ],
  ['a time that is none', { payload: { ...payload, timestamp: 'now' } }, /'payload.timestamp' is invalid/],
  ['a long dedup key', { dedup_key: 'x'.repeat(256) }, /'dedup_key'.*255/],
  ['a picture without https', { images: [{ src: 'http://example.org/x.png' }] }, /'images.0.src' is invalid/],
  [
    'an acknowledgement of nothing',
    { event_action: 'acknowledge', dedup_key: undefined },
    /'dedup_key' is missing or blank/,
  ],
];

describe('what it refuses', () => {
  it.each(malformed)('%s', async (_name, more, fault) => {
    const answer = await trigger(more);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: [expect.stringMatching(fault)],
    });
    expect(pagerdutyLog(standins)[0]).toMatchObject({ accepted: false, facts: { newIncident: false } });
  });

  it('what is no JSON, more than 512 KB, another method', async () => {
    const { url } = standins.pagerduty;
    expect((await fetch(url, { method: 'POST', body: '{' })).status).toBe(400);
    const details = 'x'.repeat(512 * 1024);
    expect((await trigger({ payload: { ...payload, custom_details: details } })).status).toBe(400);
    expect((await trigger({ payload: { ...payload, custom_details: details.slice(1000) } })).status).toBe(202);
    expect((await fetch(url)).status).toBe(405);
  });

  it('the 121st event within a minute', async () => {
    let now = 1_800_000_000_000;
    await standins.stop();
    standins = await startStandins({ now: () => now });
    const resolve = (): Promise<Response> => event({ event_action: 'resolve', dedup_key: key });
    for (let index = 0; index < 120; index += 1) await resolve();
    expect((await resolve()).status).toBe(429);
    now += 60_000;
    expect((await resolve()).status).toBe(202);
  });
});

describe('what rings', () => {
  it('a new incident rings once; repeats, also while acknowledged, do not; after its resolve the key rings anew', async () => {
    const first = await trigger();
    expect([first.status, await first.json()]).toEqual([
      202,
      { status: 'success', message: 'Event processed', dedup_key: key },
    ]);
    await trigger();
    await event({ event_action: 'acknowledge', dedup_key: key });
    await trigger();
    await event({ event_action: 'resolve', dedup_key: key });
    await event({ event_action: 'resolve', dedup_key: key });
    await trigger();

    expect(pagerdutyLog(standins).map(({ facts }) => [facts?.action, facts?.newIncident, facts?.incident])).toEqual([
      ['trigger', true, 1],
      ['trigger', false, 1],
      ['acknowledge', false, 1],
      ['trigger', false, 1],
      ['resolve', false, 1],
      ['resolve', false, null],
      ['trigger', true, 2],
    ]);
    expect(pagerdutyLog(standins)[0]?.facts).toMatchObject({ dedup_key: key, ...payload });
    const { pagerduty } = await state();
    expect(pagerduty.pages).toBe(2);
    expect(pagerduty.incidents.map(({ status, triggers }) => [status, triggers])).toEqual([
      ['resolved', 3],
      ['triggered', 1],
    ]);
  });

  it('makes a key when none is given, so two such triggers are two incidents', async () => {
    const keys = await Promise.all(
      [1, 2].map(
        async () => ((await (await trigger({ dedup_key: undefined })).json()) as { dedup_key: string }).dedup_key,
      ),
    );
    expect(new Set(keys).size).toBe(2);
    expect((await state()).pagerduty.pages).toBe(2);
  });

  it('a person acknowledges over the page; a web page elsewhere cannot', async () => {
    await trigger();
    const ack = `${standins.url}standins/pagerduty/ack`;
    const headers = { 'content-type': 'application/json', origin: 'https://elsewhere.example' };
    expect((await fetch(ack, { method: 'POST', headers, body: JSON.stringify({ dedup_key: key }) })).status).toBe(403);
    expect((await state()).pagerduty.incidents[0]?.status).toBe('triggered');
    expect((await postJson(ack, { dedup_key: key })).status).toBe(200);
    expect((await state()).pagerduty.incidents[0]).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'person' });
    expect((await postJson(ack, { dedup_key: 'unknown' })).status).toBe(404);
  });

  it('a change never rings', async () => {
    const { changeUrl, routingKey } = standins.pagerduty;
    const change = { routing_key: routingKey, payload: { summary: 'maintenance begins', source: 'headwatch' } };
    expect((await postJson(changeUrl, change)).status).toBe(202);
    expect((await postJson(changeUrl, { ...change, payload: {} })).status).toBe(400);
    const { pagerduty } = await state();
    expect([pagerduty.pages, pagerduty.changes.map(({ summary }) => summary)]).toEqual([0, ['maintenance begins']]);
  });
});
