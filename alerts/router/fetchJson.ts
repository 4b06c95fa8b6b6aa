/** One bounded question over HTTP to a neighbour (Alertmanager, Prometheus, the collector). */
import type { z } from 'zod';

export interface Ask {
  readonly timeoutMs: number;
  readonly fetch?: typeof fetch;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A storm of alerts is some megabytes; more than this is not an answer. */
const maxBytes = 32 * 1024 * 1024;

const readBounded = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Node's web streams are async iterable; the DOM-less fetch types do not say so for every version.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error('answer too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** Undefined for every kind of failure: the caller knows then that it knows nothing. */
export const fetchJson = async <T>(url: string, schema: z.ZodType<T>, ask: Ask): Promise<T | undefined> => {
  try {
    const response = await (ask.fetch ?? fetch)(url, {
      signal: AbortSignal.timeout(ask.timeoutMs),
      redirect: 'error',
      headers: { ...ask.headers },
    });
    if (!response.ok) {
      await response.body?.cancel();
      return undefined;
    }
    const parsed = schema.safeParse(JSON.parse(await readBounded(response)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

export const urlOf = (base: string, path: string): string => base.replace(/\/+$/, '') + path;
