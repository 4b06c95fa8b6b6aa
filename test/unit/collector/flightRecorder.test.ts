/** What the collector remembers of the last minutes: what is in it, in which order, and that it does not grow. */
import { expect, test } from 'vitest';
import { loadFleet } from '../../../collector/config/load.ts';
import { createFlightRecorder, recordedFor } from '../../../collector/record/flightRecorder.ts';
import { rangeOf, tellRecording } from '../../../collector/record/tellRecording.ts';
import { failed, type Observation } from '../../../collector/rpc/observation.ts';
import type { HeadView } from '../../../collector/view.ts';
import { kinds } from '../../../exporters/kinds.ts';

const t0 = 1_795_000_000;
const timing = (at: number, seconds = 0.012) => ({
  sentWall: at * 1000,
  sentMono: 0,
  receivedMono: seconds * 1000,
});
const answer = (at: number, number: number): Observation<HeadView> => ({
  ...{ ok: true, value: { number, timestamp: Math.floor(at), hash: '0xplanted' } },
  ...timing(at),
});

test('a stall as it was seen: answers, heads, lag, what was concluded, in the order of time', () => {
  const recorder = createFlightRecorder(t0);
  recorder.light('arb-eu', answer(t0, 402_581_640), 0.25);
  recorder.head('arbitrum-one', t0, {
    ...{ head: { number: 402_581_641, timestamp: t0, hash: '0xplanted' }, sources: 3, uncertainty: 0.1 },
  });
  recorder.head('arbitrum-one', t0 + 1, undefined);
  recorder.event({ kind: 'verdict', target: 'arb-eu', was: 'ok', verdict: 'stalled', reason: 'no_progress' }, t0 + 2.5);
  // A question that timed out is over two seconds after it was sent: it belongs where it was sent.
  recorder.light('arb-eu', failed('timeout', timing(t0 + 1.5, 2)), undefined);
  expect(recorder.between(t0, t0 + 10)).toEqual([
    {
      ...{ t: t0, kind: 'light', target: 'arb-eu', outcome: 'ok', roundTrip: 0.012 },
      ...{ number: 402_581_640, timestamp: t0, lag: 0.25 },
    },
    { t: t0, kind: 'head', chain: 'arbitrum-one', sources: 3, number: 402_581_641, timestamp: t0 },
    { t: t0 + 1, kind: 'head', chain: 'arbitrum-one', sources: 0 },
    { t: t0 + 1.5, kind: 'light', target: 'arb-eu', outcome: 'timeout', roundTrip: 2 },
    { t: t0 + 2.5, kind: 'verdict', target: 'arb-eu', was: 'ok', verdict: 'stalled', reason: 'no_progress' },
  ]);
  expect(recorder.between(t0 + 2, t0 + 10)).toHaveLength(1);
  expect(JSON.stringify(recorder.between(0, t0 + 99))).not.toContain('planted');
});

/** The example fleet for so long: every target each second, every journey failing and repeated each second. */
const fly = (seconds: number) => {
  const fleet = loadFleet('fleet.example.yaml', { kinds, allowUnset: true });
  const targets = [...fleet.nodes, ...fleet.references, ...fleet.edges];
  const recorder = createFlightRecorder(t0);
  for (let second = 0; second < seconds; second += 1) {
    const at = t0 + second;
    for (const { name } of targets) {
      recorder.light(name, answer(at, second), 0.2);
      recorder.event({ kind: 'journey', target: name, list: 'full', outcome: 'rpc_error', step: 'logs' }, at);
    }
    for (const chain of Object.keys(fleet.chains))
      recorder.head(chain, at, { head: { number: second, timestamp: at, hash: '' }, sources: 3, uncertainty: 0 });
  }
  return { recorder, targets };
};

test('fifteen minutes of the example fleet take far less than 64 MB, and an hour takes no more', () => {
  const before = process.memoryUsage();
  const { recorder, targets } = fly(recordedFor);
  const after = process.memoryUsage();
  // Garbage included, so this is more than what is held.
  const taken = after.heapUsed - before.heapUsed + (after.arrayBuffers - before.arrayBuffers);
  expect(taken).toBeLessThan(64 * 1024 * 1024);
  const all = recorder.between(t0, t0 + recordedFor);
  expect(all.filter(({ kind }) => kind === 'light')).toHaveLength(recordedFor * targets.length);
  expect(all.filter(({ kind }) => kind === 'journey')).toHaveLength(recordedFor * targets.length);

  const long = fly(4 * recordedFor).recorder;
  expect(long.bytes()).toBe(recorder.bytes());
  expect(long.bytes()).toBeLessThan(4 * 1024 * 1024);
  const last = long.between(t0 + 3 * recordedFor, t0 + 4 * recordedFor);
  expect(last.filter(({ kind }) => kind === 'light')).toHaveLength(recordedFor * targets.length);
  expect(long.between(t0, t0 + 4 * recordedFor).length).toBeLessThan(40_000);
}, 60_000);

test('it is told a few seconds at a time, with a breath between', async () => {
  const { recorder } = fly(60);
  const header = { kind: 'recording', format: 1, vantage: 'eu', central: true, version: '0', targets: [] } as const;
  let breaths = 0;
  let open = true;
  const breathe = (): void => {
    breaths += 1;
    if (open) setImmediate(breathe);
  };
  setImmediate(breathe);
  const parts: string[] = [];
  for await (const part of tellRecording(recorder, header, { from: t0, to: t0 + 60 })) parts.push(part);
  open = false;
  expect(parts).toHaveLength(7);
  expect(breaths).toBeGreaterThanOrEqual(6);
  const lines = parts
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { t?: number }); // only the time is read
  expect(lines[0]).toMatchObject({ kind: 'recording', from: t0, to: t0 + 60 });
  const times = lines.slice(1).map(({ t }) => t ?? 0);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.length).toBe(recorder.between(t0, t0 + 60).length);
});

test('a range is cut to what can be held, and what is none is refused', () => {
  expect(rangeOf(undefined, undefined, t0)).toEqual({ from: t0 - recordedFor, to: t0 });
  expect(rangeOf('1', '99999999999', t0)).toEqual({ from: t0 - 2 * recordedFor, to: t0 + 60 });
  expect(rangeOf(String(t0 - 5), String(t0), t0)).toEqual({ from: t0 - 5, to: t0 });
  for (const [from, to] of [['x'], ['5', '4'], [String(t0 + 99)], [''], [['1', '2']]])
    expect(rangeOf(from, to, t0)).toBeUndefined();
});
