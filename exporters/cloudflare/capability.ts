/** What a zone's plan gives of each dataset, as `settings` tell. Pure. */
import { z } from 'zod';
import type { Dataset, Node } from './datasets/model.ts';
import { fieldsOf } from './prune.ts';

export interface Capability {
  readonly enabled: boolean;
  /** Fields that the plan does not give, as `availableFields` spells them. */
  readonly denied: ReadonlySet<string>;
  /** Conditions that cannot be set, because their field is not given. */
  readonly withoutOnly: ReadonlySet<string>;
  /** Minutes that one question may span, and that are kept. */
  readonly longest: number;
  readonly kept: number;
  /** Rows of one answer. */
  readonly rows: number;
}

export const settingsSchema = z.object({
  enabled: z.boolean(),
  availableFields: z.array(z.string()).nullish(),
  maxDuration: z.number().nullish(),
  maxNumberOfFields: z.number().nullish(),
  maxPageSize: z.number().nullish(),
  notOlderThan: z.number().nullish(),
});
export type NodeSettings = z.output<typeof settingsSchema>;

/** What is assumed where settings do not say: the smallest that has been seen of any plan. */
const usual = { duration: 86_400, kept: 86_400, rows: 10_000, fields: 30 } as const;

/** Unknown to the settings, but not refused: it is tried with what is usual, and errors will tell. */
export const assumed: NodeSettings = { enabled: true };

/** Both `dimensions_originIP` and `dimensions.originIP` have been seen. */
const plainField = (field: string): string => field.replaceAll('.', '_').toLowerCase();

/** What is given up first where a plan allows fewer fields than we ask for: what only refines. */
const dispensable = [
  'avg_sampleInterval',
  'dimensions_selectedPoolId',
  'sum_edgeResponseBytes',
  'sum_edgeTimeToFirstByteMs',
];

export type Asked = Pick<Dataset, 'document' | 'node' | 'needs' | 'only'>;

/** @param learned fields that an answer has refused although settings gave them */
export const capabilityOf = (
  { document, node, needs, only }: Asked,
  settings: NodeSettings,
  learned: ReadonlySet<string> = new Set(),
): Capability => {
  const asked = fieldsOf(document, node);
  const available = new Set((settings.availableFields ?? []).map(plainField));
  const conditions = Object.values(only).map(({ field }) => field);
  // A list that knows none of our fields is spelled in a way that we do not know: it says nothing.
  const says = [...asked, ...conditions].some((field) => field !== 'count' && available.has(plainField(field)));
  const isDenied = (field: string): boolean =>
    learned.has(field) || (says && field !== 'count' && !available.has(plainField(field)));
  const denied = new Set(asked.filter(isDenied));
  const most = settings.maxNumberOfFields || usual.fields;
  for (const field of dispensable) {
    if (asked.length - denied.size > most && asked.includes(field)) denied.add(field);
  }
  const positive = (value: number | null | undefined, otherwise: number): number =>
    value && value > 0 ? value : otherwise;
  return {
    enabled: settings.enabled && needs.every((field) => !denied.has(field)) && asked.length - denied.size <= most,
    denied,
    withoutOnly: new Set(Object.keys(only).filter((name) => isDenied(only[name]?.field ?? ''))),
    longest: Math.max(1, Math.floor(positive(settings.maxDuration, usual.duration) / 60)),
    kept: Math.max(1, Math.floor(positive(settings.notOlderThan, usual.kept) / 60)),
    rows: Math.max(1, Math.min(usual.rows, positive(settings.maxPageSize, usual.rows))),
  };
};

/** Zones that may share a question: the same in all that the question depends on. */
export const signatureOf = ({ denied, withoutOnly, longest, kept, rows }: Capability): string =>
  [[...denied].sort().join(), [...withoutOnly].sort().join(), longest, kept, rows].join('|');

/** Most zones that a question may name (Cloudflare's limit). */
export const zonesAtOnce = 10;

/** In groups of one key each, ten at most. */
export const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] => {
  const byKey = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  return [...byKey.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / zonesAtOnce) }, (_, place) =>
      group.slice(place * zonesAtOnce, (place + 1) * zonesAtOnce),
    ),
  );
};

export type SettingsByNode = Readonly<Partial<Record<Node, NodeSettings>>>;
