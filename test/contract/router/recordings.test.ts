/** A real recorder behind a real listener, asked by a real router; and collectors that do not behave. */
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { askRecording, recordingLimits } from '../../../alerts/router/recording/askRecording.ts';
import { startServer } from '../../../collector/http/server.ts';
import { createFlightRecorder } from '../../../collector/record/flightRecorder.ts';
import { tellRecording } from '../../../collector/record/tellRecording.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { labelsOf, viewOf } from '../../unit/router/fleet.ts';
import { eventually, freePort, homeOf, incidentsOf, post, routerAt, standin, webhookOf } from './world.ts';

const nowSeconds = (): number => Date.now() / 1000;
const header = { kind: 'recording', format: 1, vantage: 'eu', central: true, version: '0', targets: [] } as const;

const collectorOf = async (): Promise<string> => {
  const now = nowSeconds();
  // It was started ten minutes ago.
  const recorder = createFlightRecorder(now - 600);
  for (let ago = 600; ago >= 0; ago -= 1) {
    const value = { number: 1000 - ago, timestamp: Math.floor(now - ago), hash: '0xplanted' };
    recorder.light('arb-eu', { ok: true, value, sentWall: (now - ago) * 1000, sentMono: 0, receivedMono: 11 }, 0.1);
  }
  recorder.event({ kind: 'verdict', target: 'arb-eu', was: 'ok', verdict: 'stalled', reason: 'no_progress' });
  const listen = `127.0.0.1:${await freePort()}`;
  const server = await startServer({
    listen,
    registry: createRegistry(['fast', 'slow']),
    view: () => viewOf(nowSeconds()),
    recording: (range) => tellRecording(recorder, header, range),
    notReady: () => undefined,
    debugProbe: () => undefined,
    beforeScrape: () => undefined,
  });
  onTestFinished(() => server.stop());
  return listen;
};

test('an incident has its timeline and the minutes before it', async () => {
  const listen = await collectorOf();
  const router = await routerAt({ home: homeOf() }, { collector: { listen }, vantages: [] });
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const [incident] = await incidentsOf(router.privateUrl);
  const url = `${router.privateUrl}/api/incidents/${incident?.id}`;
  const bytes = await eventually('the recording', async () => {
    const response = await fetch(`${url}/recording`);
    return response.ok && Buffer.from(await response.arrayBuffer());
  });
  const lines = gunzipSync(bytes).toString().trim().split('\n');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'recording', vantage: 'eu' });
  expect(lines.length).toBeGreaterThan(600);
  expect(lines.at(-1)).toContain('"verdict":"stalled"');
  expect(await (await fetch(url)).json()).toMatchObject({
    incident: { id: incident?.id, alerts: [{ annotations: { summary: 'A fixed sentence.' } }] },
    timeline: [{ kind: 'opened' }, { kind: 'alert_fired' }, { kind: 'page_due' }],
    outage: null,
    recording: { parts: [{ vantage: 'eu', bytes: bytes.length }], missing: [] },
  });
  for (const path of ['2026-11-22-99', '..%2F..%2Frouter', `${incident?.id}.ndjson`]) {
    expect((await fetch(`${router.privateUrl}/api/incidents/${path}`)).status).toBe(404);
    expect((await fetch(`${router.privateUrl}/api/incidents/${path}/recording`)).status).toBe(404);
  }
});

test('a collector that answers something else, too much, slowly or not at all says nothing', async () => {
  const part = { from: 1, to: 2 };
  const say = async (text: string, status = 200): Promise<string> => {
    const { url } = await standin(() => ({ status, body: JSON.parse(text) as unknown }));
    return url.slice('http://'.length);
  };
  expect(await askRecording(await say('{"at":1}'), part)).toBeUndefined();
  expect(await askRecording(await say('"x"', 404), part)).toBeUndefined();
  expect(await askRecording(`127.0.0.1:${await freePort()}`, part)).toBeUndefined();
  const hanging = await standin(() => 'hang');
  const patient = { ...recordingLimits, timeoutMs: 100 };
  expect(await askRecording(hanging.url.slice('http://'.length), part, patient)).toBeUndefined();
  const good = await collectorOf();
  const range = { from: nowSeconds() - 900, to: nowSeconds() };
  const answer = await askRecording(good, range);
  expect(answer?.bytes).toBeInstanceOf(Buffer);
  expect(Math.abs((answer?.from ?? 0) - (nowSeconds() - 600))).toBeLessThan(30);
  expect(await askRecording(good, range, { ...recordingLimits, plain: 10_000 })).toBeUndefined();
  expect(await askRecording(good, range, { ...recordingLimits, packed: 100 })).toBeUndefined();
});
