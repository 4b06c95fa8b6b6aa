/**
 * Raw samples from Prometheus, as it has them: an instant query of a plain range selector. A range query repeats old
 * samples over gaps, and functions such as the growth of a counter extrapolate; neither is ever asked for here.
 */
import { z } from 'zod';
import { sel } from '../../collector/catalogue/promql.ts';
import type { RawSeries, RawSource } from './model.ts';

const matrix = z.object({
  status: z.literal('success'),
  // Given when an answer is only part of the truth.
  warnings: z.array(z.string()).optional(),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        // Some ten thousand samples an answer: each is checked as it is read, not by a schema.
        values: z.custom<readonly unknown[]>(Array.isArray),
      }),
    ),
  }),
});

const longest = 3600;

/** `[Unix seconds, "value"]` to `[milliseconds, value]`. */
const sampleOf = (sample: unknown): readonly [number, number] => {
  const [at, value]: readonly unknown[] = Array.isArray(sample) ? sample : [];
  if (typeof at !== 'number' || typeof value !== 'string') throw new Error('Prometheus gave a sample that is none');
  return [Math.round(at * 1000), Number(value)];
};

export interface PrometheusSourceOptions {
  readonly url: string;
  /** Milliseconds for one question. */
  readonly timeoutMs?: number;
  /** Ends questions under way. */
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

export const prometheusSource = ({
  url,
  timeoutMs = 30_000,
  signal,
  fetch: send = fetch,
}: PrometheusSourceOptions): RawSource & Required<Pick<RawSource, 'first'>> => {
  const ask = async (query: string, time: number) => {
    // What fetch says may hold the address, and that may hold a password.
    const response = await send(`${url.replace(/\/+$/, '')}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query, time: String(time) }),
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
      redirect: 'error',
    }).catch(() => undefined);
    if (!response) throw new Error('Prometheus does not answer');
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`Prometheus answered HTTP ${response.status}`);
    }
    const parsed = matrix.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new Error('Prometheus gave an answer that is not a list of samples');
    if (parsed.data.warnings?.length) throw new Error('Prometheus says that its answer is not complete');
    return parsed.data.data.result;
  };

  return {
    samples: async (metric, match, from, to) => {
      if (!(to > from) || to - from > longest) throw new Error(`a range of ${to - from} s; at most ${longest} s`);
      const found = await ask(`${selectorOf(metric, match)}[${Math.round((to - from) * 1000)}ms]`, to);
      return found.map(({ metric: { __name__, ...labels }, values }): RawSeries => {
        const samples = values.map(sampleOf);
        // Left ends count before Prometheus 3 and do not since; a sample belongs to one hour only.
        return { labels, samples: samples.filter(([at]) => at > from * 1000 && at <= to * 1000) };
      });
    },
    first: async (metric, match, from, to) => {
      const series = selectorOf(metric, match);
      const coarse = await ask(`${series}[${Math.ceil(to - from)}s:${step}s]`, to);
      // Steps are full five minutes of the clock: what began since the last of them is seen by none.
      const found = coarse.length > 0 ? coarse : await ask(`${series}[${step}s]`, to);
      const times = found.flatMap(({ values }) => values.slice(0, 1).map((value) => sampleOf(value)[0] / 1000));
      return times.length > 0 ? Math.min(...times) - step : undefined;
    },
  };
};

/** Prometheus looks back five minutes at each step of a subquery, so that steps this far apart miss no sample. */
const step = 300;

const selectorOf = (metric: string, match: Readonly<Record<string, string>>): string =>
  sel({ type: 'gauge', name: metric, help: '', labels: {}, lane: 'fast' }, match);
