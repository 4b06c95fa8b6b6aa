/**
 * Asks for a window of minutes of some zones, and for its parts where it does not fit: fewer minutes, fewer zones, or a
 * part of one minute. What comes back of a zone is complete up to `to`, whatever happened to the others.
 */
import { z } from 'zod';
import type { Capability } from './capability.ts';
import type { CloudflareClient } from './client.ts';
import { type Dataset, type Row, rowSchema } from './datasets/model.ts';
import type { CloudflareError } from './errors.ts';
import { filterOf, type Half, halvesBy } from './filters.ts';
import type { Window } from './plan.ts';
import { prune } from './prune.ts';

export interface Page {
  readonly rows: readonly Row[];
  /** Minutes before it were answered in full. */
  readonly to: number;
  /** Why it is not the whole window. */
  readonly error?: CloudflareError;
}
export type Pages = ReadonlyMap<string, Page>;

export interface FetchOptions {
  readonly client: CloudflareClient;
  readonly dataset: Dataset;
  readonly capability: Capability;
  readonly signal: AbortSignal;
  readonly onBudget: (budget: number) => void;
  readonly onTruncated: () => void;
  /** Once for each question that failed. */
  readonly onError: (error: CloudflareError) => void;
}

/** Questions that one window may grow into; beyond that it is given up for now. */
const mostQuestions = 64;

export const answerSchema = z.object({
  viewer: z.object({
    budget: z.number().nullish(),
    zones: z.array(z.object({ zoneTag: z.string() }).loose().nullable()).nullish(),
  }),
});
const rowsSchema = z.array(rowSchema);

/** A zone that the token does not see, or no longer. */
const vanished: CloudflareError = { kind: 'auth' };
const malformed: CloudflareError = { kind: 'bug' };

export interface ZoneAnswer {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly error: CloudflareError | undefined;
}

export interface ReadAnswer {
  readonly budget: number | undefined;
  readonly zones: ReadonlyMap<string, ZoneAnswer>;
  /** What failed as a whole. */
  readonly error: CloudflareError | undefined;
}

/** Whose error it is: its path names the place of the zone in the answer. */
export const readAnswer = (data: unknown, errors: readonly CloudflareError[]): ReadAnswer => {
  const shape = answerSchema.safeParse(data);
  const budget = shape.success ? (shape.data.viewer.budget ?? undefined) : undefined;
  const placed = shape.success ? (shape.data.viewer.zones ?? []) : [];
  const placeOf = ({ path }: CloudflareError): number | undefined => {
    const place = path?.[path.indexOf('zones') + 1];
    return path?.includes('zones') && typeof place === 'number' && placed[place] ? place : undefined;
  };
  const general = errors.find((error) => placeOf(error) === undefined);
  const zones = new Map(
    placed.flatMap((zone, place): [string, ZoneAnswer][] =>
      zone ? [[zone.zoneTag, { fields: zone, error: errors.find((error) => placeOf(error) === place) }]] : [],
    ),
  );
  return { budget, zones, error: general ?? (shape.success ? undefined : (errors[0] ?? malformed)) };
};

const failed = (zones: readonly string[], from: number, error: CloudflareError): Pages =>
  new Map(zones.map((zone) => [zone, { rows: [], to: from, error }]));

const halved = <T>(list: readonly T[]): readonly [readonly T[], readonly T[]] => {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
};

export const fetchPages = async (options: FetchOptions, zones: readonly string[], window: Window): Promise<Pages> => {
  const { client, dataset, capability, signal, onBudget, onTruncated, onError } = options;
  const document = prune(dataset.document, dataset.node, capability.denied);
  let questions = 0;

  /** Both halves of the zones, each alone. */
  const byZones = async (of: readonly string[], within: Window, halves: readonly Half[]): Promise<Pages> => {
    const [some, others] = halved(of);
    return new Map([...(await ask(some, within, halves)), ...(await ask(others, within, halves))]);
  };

  /** The earlier half of the minutes, then the later one for those zones whose earlier one is whole. */
  const byTime = async (of: readonly string[], { from, to }: Window, halves: readonly Half[]): Promise<Pages> => {
    const middle = from + Math.ceil((to - from) / 2);
    const early = await ask(of, { from, to: middle }, halves);
    const whole = of.filter((zone) => early.get(zone)?.to === middle);
    const late = whole.length > 0 ? await ask(whole, { from: middle, to }, halves) : new Map<string, Page>();
    return new Map(
      [...early].map(([zone, page]) => {
        const rest = late.get(zone);
        return [zone, rest ? { ...rest, rows: [...page.rows, ...rest.rows] } : page];
      }),
    );
  };

  /** One minute of one zone by the values of its dimensions: all of it or nothing. */
  const byValues = async (
    zone: string,
    within: Window,
    halves: readonly Half[],
    rows: readonly Row[],
  ): Promise<Page> => {
    const parts = halvesBy(rows, dataset.splitBy);
    if (!parts) return { rows: [], to: within.from, error: { kind: 'too_expensive' } };
    const all: Row[] = [];
    for (const part of parts) {
      const page = (await ask([zone], within, [...halves, part])).get(zone);
      if (page?.to !== within.to) return { rows: [], to: within.from, error: page?.error ?? malformed };
      all.push(...page.rows);
    }
    return { rows: all, to: within.to };
  };

  const ask = async (of: readonly string[], within: Window, halves: readonly Half[]): Promise<Pages> => {
    const { from, to } = within;
    questions += 1;
    if (questions > mostQuestions) return failed(of, from, { kind: 'too_expensive' });
    const variables = { zones: of, filter: filterOf(dataset, capability, within, halves), limit: capability.rows };
    const { data, errors } = await client.graphql(document, variables, signal);
    for (const error of errors) onError(error);
    const answer = readAnswer(data, errors);
    if (answer.budget !== undefined) onBudget(answer.budget);

    const { error } = answer;
    if (error) {
      if (error.kind === 'too_expensive' && to - from > 1) return byTime(of, within, halves);
      const alone = error.kind === 'too_expensive' || error.kind === 'plan' || error.kind === 'bug';
      // One zone may spoil it for all: a plan without the field, a permission that is missing.
      if (of.length > 1 && (alone || (error.kind === 'auth' && !error.token))) return byZones(of, within, halves);
      if (errors.length === 0) onError(error);
      return failed(of, from, error);
    }

    const pages = new Map<string, Page>();
    const cut = new Map<string, readonly Row[]>();
    for (const zone of of) {
      const own = answer.zones.get(zone);
      const rows = own && !own.error ? rowsSchema.safeParse(own.fields.rows) : undefined;
      if (rows?.success && rows.data.length < capability.rows) pages.set(zone, { rows: rows.data, to });
      else if (rows?.success) cut.set(zone, rows.data);
      else {
        const reason = own ? (own.error ?? malformed) : vanished;
        if (!own?.error) onError(reason);
        pages.set(zone, { rows: [], to: from, error: reason });
      }
    }
    for (const _ of cut) onTruncated();
    if (cut.size > 0 && to - from > 1)
      for (const [zone, page] of await byTime([...cut.keys()], within, halves)) pages.set(zone, page);
    else for (const [zone, rows] of cut) pages.set(zone, await byValues(zone, within, halves, rows));
    return pages;
  };
  return ask(zones, window, []);
};
