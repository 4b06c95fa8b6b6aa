/** What a dataset is: its question, and what each row of the answer adds to which series. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { z } from 'zod';
import type { CloudflareDataset } from '../../../collector/catalogue/cloudflareLabels.ts';
import type { SettingsQuery } from '../documents/documents.ts';

/** Datasets that are counted minute by minute; latency is not, for quantiles do not add up. */
export type CountedDataset = Exclude<CloudflareDataset, 'latency'>;
/** Where the API keeps it; plans and limits are of these. */
export type Node = keyof NonNullable<NonNullable<SettingsQuery['viewer']>['zones'][number]['settings']>;

export type FilterValue = string | number | readonly string[];
export interface PageVariables {
  readonly zones: readonly string[];
  readonly filter: Readonly<Record<string, unknown>>;
  readonly limit: number;
}

/** A row as it may come: whatever the plan does not give is absent. Sums are whole numbers below 2^53. */
export const rowSchema = z.object({
  count: z.number().min(0),
  avg: z
    .object({ sampleInterval: z.number().min(0) })
    .partial()
    .nullish(),
  sum: z.record(z.string(), z.number()).nullish(),
  dimensions: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Row = z.output<typeof rowSchema>;

export interface Part {
  /** In raw labels, as `fold` takes them. */
  readonly key: string;
  /** Whole number, zero or more. */
  readonly by: number;
}

export interface Dataset {
  readonly name: CountedDataset;
  readonly node: Node;
  readonly document: TypedDocumentNode<unknown, PageVariables>;
  /** Fields without which it says nothing, as `availableFields` spells them. */
  readonly needs: readonly string[];
  /** Conditions, each with the field that it is about: where the plan lacks the field, the condition is left out. */
  readonly only: Readonly<Record<string, { readonly field: string; readonly value: FilterValue }>>;
  /** Dimensions by which a minute that is too long for a page is split. */
  readonly splitBy: readonly string[];
  /** @param hosts names that have series of their own */
  readonly read: (row: Row, hosts: ReadonlySet<string>) => readonly Part[];
  /** The metric that counts its rows, for what came late. */
  readonly counts: string;
}

/** The names of a document's dimensions and sums, so that a mistyped one does not compile. */
type Rows<Q> = Q extends { readonly viewer: infer V }
  ? NonNullable<V> extends { readonly zones: readonly { readonly rows: readonly (infer R)[] }[] }
    ? R
    : never
  : never;
type Keys<R, K extends string> = R extends { readonly [P in K]: infer D } ? keyof NonNullable<D> & string : never;

export interface Reader<Q> {
  readonly text: (row: Row, name: Keys<Rows<Q>, 'dimensions'>) => string | undefined;
  readonly status: (row: Row, name: Keys<Rows<Q>, 'dimensions'>) => number | undefined;
  /** 0 where it is not given. */
  readonly sum: (row: Row, name: Keys<Rows<Q>, 'sum'>) => number;
}

const reader: Reader<never> = {
  text: (row: Row, name: string) => {
    const value = row.dimensions[name];
    return value === undefined ? undefined : String(value);
  },
  status: (row: Row, name: string) => {
    const value = Number(row.dimensions[name] ?? Number.NaN);
    return Number.isInteger(value) ? value : undefined;
  },
  sum: (row: Row, name: string) => Math.max(0, Math.round(row.sum?.[name] ?? 0)),
};

/** Reads rows of the answer to one document. */
// One reader serves all: what differs is which names the compiler lets through.
export const readerOf = <Q>(): Reader<Q> => reader as Reader<Q>;

/** Any of our documents as one that is asked for pages. */
export const paged = <Q, V extends { readonly zones: unknown; readonly filter: unknown; readonly limit: unknown }>(
  document: TypedDocumentNode<Q, V>,
  // A filter is built of names that a test looks up in the schema; its generated type lists 600 of them.
): TypedDocumentNode<unknown, PageVariables> => document as unknown as TypedDocumentNode<unknown, PageVariables>;

/** End users only: probes, workers and prefetches are no traffic of members. */
export const eyeball = { requestSource: { field: 'dimensions_requestSource', value: 'eyeball' } } as const;

const count = (row: Row): number => Math.round(row.count);
export const countOf = count;
