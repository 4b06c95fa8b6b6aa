/** The counters of an edge's seconds as raw samples in a real Prometheus, read as the ledger reads them. */
import { z } from 'zod';
import { getJson } from '../../demo/stack/http.ts';

const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) }),
    ),
  }),
});

export interface Series {
  readonly state: string;
  /** Unix seconds, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** A range vector at one instant fills no gap. */
export const rawSeconds = async (prometheus: string, selector: string, minutes: number): Promise<readonly Series[]> => {
  const query = `headwatch_edge_seconds_total{${selector}}[${minutes}m]`;
  const answer = await getJson(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  return answerSchema.parse(answer).data.result.map(({ metric, values }) => ({
    state: metric.state ?? '',
    times: values.map(([at]) => at),
    values: values.map(([, value]) => Number(value)),
  }));
};

/** Longest time without a sample, seconds; NaN without two samples. */
export const longestGap = ({ times }: Series, from = 0): number => {
  const kept = times.filter((at) => at >= from);
  return kept.length < 2 ? Number.NaN : Math.max(...kept.slice(1).map((at, index) => at - (kept[index] ?? at)));
};

/** What the counter gained between two moments; NaN when it has no sample before one of them. */
export const gained = ({ times, values }: Series, from: number, to: number): number => {
  const at = (moment: number): number => values[times.findLastIndex((time) => time <= moment)] ?? Number.NaN;
  return at(to) - at(from);
};
