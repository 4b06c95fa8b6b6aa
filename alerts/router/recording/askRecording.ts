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

const isHeader = (line: string): boolean => {
  try {
    const header: unknown = JSON.parse(line);
    return (
      typeof header === 'object' &&
      header !== null &&
      Reflect.get(header, 'kind') === 'recording' &&
      Reflect.get(header, 'format') === recordingFormat
    );
  } catch {
    return false;
  }
};

/** @returns one gzip member, or undefined for every kind of failure: nothing is known then */
export const askRecording = async (
  collector: string,
  { from, to }: Part,
  limits: RecordingLimits = recordingLimits,
): Promise<Buffer | undefined> => {
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
    let checked = false;
    // Node's web streams are async iterable; the types of fetch do not say so for every version.
    for await (const chunk of response.body ?? []) {
      plain += chunk.byteLength;
      if (plain > limits.plain || size > limits.packed) return undefined;
      if (!checked) {
        first += Buffer.from(chunk).toString('latin1');
        if (first.includes('\n') || first.length > 1_000_000) {
          if (!isHeader(first.slice(0, first.indexOf('\n')))) return undefined;
          checked = true;
        }
      }
      if (!gzip.write(chunk)) await once(gzip, 'drain');
    }
    if (!checked) return undefined;
    gzip.end();
    await once(gzip, 'end');
    return size > limits.packed ? undefined : Buffer.concat(packed);
  } catch {
    return undefined;
  } finally {
    gzip.destroy();
  }
};
