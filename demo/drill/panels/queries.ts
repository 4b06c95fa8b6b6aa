/** Queries of a Prometheus that runs. */

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Queries {
  /** Instant vector at a Unix time; throws with Prometheus' own words. */
  instant(expr: string, at: number): Promise<readonly Sample[]>;
  /** Number of series of a range query. */
  range(expr: string, from: number, to: number, step: number): Promise<number>;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { metric: Record<string, string>; value?: [number, string] }[] };
}

export const queriesOf = (url: string): Queries => {
  const ask = async (path: string, form: Record<string, string>): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(form) });
    // Prometheus answers every query, good or bad, with this shape.
    const answer = (await response.json()) as Answer;
    if (answer.status !== 'success') throw new Error(`${answer.error ?? 'no error text'}\n${form.query}`);
    return answer;
  };
  return {
    instant: async (query, at) =>
      ((await ask('query', { query, time: String(at) })).data?.result ?? []).map(({ metric, value }) => ({
        metric,
        value: Number(value?.[1]),
      })),
    range: async (query, from, to, step) =>
      (await ask('query_range', { query, start: String(from), end: String(to), step: String(step) })).data?.result
        .length ?? 0,
  };
};
