/** What the cross-field checks read: the file's data with every faulty part left out, so that they run on the rest. */
import type { z } from 'zod';
import type { KindTable } from '../kindTable.ts';
import type { Path, PlacedFault } from '../read/faultPath.ts';
import { foundText, pathText, valueAt } from '../read/faultPath.ts';
import type { fleetSchema } from '../schema.ts';

type Partly<T> = T extends readonly (infer Item)[]
  ? readonly (Partly<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partly<T[Key]> | undefined }
    : T;

export type Draft = Partly<z.input<ReturnType<typeof fleetSchema>>>;

export interface CheckContext {
  readonly draft: Draft;
  readonly kinds: KindTable;
  /** False when the file is read for a collector elsewhere, which needs no central section. */
  readonly central: boolean;
  /** Paths whose variables are unset: what stands there is a placeholder and says nothing. */
  readonly unset: ReadonlySet<string>;
  /** What the file has at a path, faulty or not: what is there but faulty has had its fault already. */
  readonly given: (at: Path) => unknown;
  /** Records a fault; what was found is the value at the path, redacted where it may be secret, unless given. */
  readonly fault: (at: Path, expected: string, found?: string) => void;
}

const without = (data: unknown, at: Path): unknown => {
  const [first, ...rest] = at;
  if (first === undefined) return undefined;
  if (Array.isArray(data)) return data.map((item, index) => (index === first ? without(item, rest) : item));
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, first)) return data;
  const kept = Object.entries(data).filter(([key]) => key !== first || rest.length > 0);
  return Object.fromEntries(kept.map(([key, value]) => [key, key === first ? without(value, rest) : value]));
};

/** `faulty`: where the schema found faults. What remains passed the schema, so it has the schema's types. */
export const createDraft = (data: unknown, faulty: readonly Path[]): Draft => {
  const pruned = faulty.reduce<unknown>((rest, at) => without(rest, at), data);
  // zod reports every faulty leaf by its path; with those gone, each part that is left has its declared input type.
  return (typeof pruned === 'object' && pruned !== null ? pruned : {}) as Draft;
};

export const createContext = (
  data: unknown,
  draft: Draft,
  kinds: KindTable,
  marks: { readonly unset: ReadonlySet<string>; readonly taken: ReadonlySet<string>; readonly central: boolean },
): { readonly context: CheckContext; readonly faults: readonly PlacedFault[] } => {
  const faults: PlacedFault[] = [];
  const fault = (at: Path, expected: string, found?: string): void => {
    const path = pathText(at);
    faults.push({ at, path, found: found ?? foundText(at, valueAt(data, at), marks.taken.has(path)), expected });
  };
  const given = (at: Path): unknown => valueAt(data, at);
  return { context: { draft, kinds, central: marks.central, unset: marks.unset, given, fault }, faults };
};

/** The entries of a list with their places; faulty ones are skipped. */
export const placed = <Item>(items: readonly (Item | undefined)[] | undefined): readonly (readonly [number, Item])[] =>
  (items ?? []).flatMap((item, index) => (item === undefined || item === null ? [] : [[index, item] as const]));

export const quoted = (words: readonly string[]): string => (words.length > 0 ? words.join(', ') : 'none is declared');
