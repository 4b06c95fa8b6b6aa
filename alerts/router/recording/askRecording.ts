/** Asks one collector for what it has seen, and packs it. Bounded: a vantage is another host. */
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { recordingFormat } from '../../../collector/record/lines.ts';

export interface RecordingLimits {
  readonly timeoutMs: number;
  /** Bytes as they come, unpacked, and of what is kept. */
  readonly plain: number;
  readonly packed: number;
}

/** Fifteen minutes of the example fleet are 2 MB, and 70 kB packed. */
export const recordingLimits: RecordingLimits = {
  timeoutMs: 10_000,
  plain: 64 * 1024 * 1024,
  packed: 4 * 1024 * 1024,
};

export interface Part {
  readonly from: number;
  readonly to: number;
}

export interface Answer {
  /** One gzip member. */
  readonly bytes: Buffer;
  /** Since when there is something in it: a collector that was just started has seen less. */
  readonly from: number;
}

/** When a recording begins, by its header; undefined when it is none. */
const beginOf = (line: string): number | undefined => {
  try {
    const header: unknown = JSON.parse(line);
    if (typeof header !== 'object' || header === null) return undefined;
    const [kind, format, from] = ['kind', 'format', 'from'].map((key): unknown => Reflect.get(header, key));
    return kind === 'recording' && format === recordingFormat && typeof from === 'number' ? from : undefined;
  } catch {
    return undefined;
  }
};

/** @returns undefined for every kind of failure: nothing is known then */
export const askRecording = async (
  collector: string,
  { from, to }: Part,
  limits: RecordingLimits = recordingLimits,
): Promise<Answer | undefined> => {
  const gzip = createGzip();
  const packed: Buffer[] = [];
  let size = 0;
  gzip.on('data', (chunk: Buffer) => {
    size += chunk.length;
    packed.push(chunk);
  });
  try {
    const response = await fetch(`http://${collector}/api/recording?from=${from}&to=${to}`, {
      signal: AbortSignal.timeout(limits.timeoutMs),
      redirect: 'error',
    });
    if (!response.ok) {
      await response.body?.cancel();
      return undefined;
    }
    let plain = 0;
    let first = '';
    let begin: number | undefined;
    // Node's web streams are async iterable; the types of fetch do not say so for every version.
    for await (const chunk of response.body ?? []) {
      plain += chunk.byteLength;
      if (plain > limits.plain || size > limits.packed) return undefined;
      if (begin === undefined) {
        first += Buffer.from(chunk).toString('latin1');
        if (first.includes('\n') || first.length > 1_000_000) {
          begin = beginOf(first.slice(0, first.indexOf('\n')));
          if (begin === undefined) return undefined;
        }
      }
      if (!gzip.write(chunk)) await once(gzip, 'drain');
    }
    if (begin === undefined) return undefined;
    gzip.end();
    await once(gzip, 'end');
    return size > limits.packed ? undefined : { bytes: Buffer.concat(packed), from: Math.max(from, begin) };
  } catch {
    return undefined;
  } finally {
    gzip.destroy();
  }
};
