/** `GET /api/recording`: a recording told a few seconds at a time, so that no tick waits for it. */
import { setImmediate as breathe } from 'node:timers/promises';
import { type FlightRecorder, recordedFor } from './flightRecorder.ts';
import type { RecordingHeader } from './lines.ts';

/** Some hundred lines of the example fleet: under a millisecond. */
const stretch = 10;

export interface RecordingRange {
  readonly from: number;
  readonly to: number;
}

/** What is asked for, cut to what can be held; undefined when it is no range. */
export const rangeOf = (from: unknown, to: unknown, now: number): RecordingRange | undefined => {
  const number = (value: unknown, otherwise: number): number =>
    value === undefined ? otherwise : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  // A little ahead of now: whoever asks may have another clock.
  const end = Math.min(number(to, now), now + 60);
  const begin = Math.max(number(from, now - recordedFor), now - 2 * recordedFor);
  return begin < end ? { from: begin, to: end } : undefined;
};

export async function* tellRecording(
  recorder: FlightRecorder,
  header: Omit<RecordingHeader, 'from' | 'to'>,
  range: RecordingRange,
): AsyncGenerator<string> {
  const { to } = range;
  const from = Math.min(to, Math.max(range.from, Math.floor(recorder.since)));
  yield `${JSON.stringify({ ...header, from, to })}\n`;
  for (let at = from; at < to; at += stretch) {
    const lines = recorder.between(at, Math.min(to, at + stretch));
    if (lines.length > 0) yield `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
    await breathe();
  }
}
