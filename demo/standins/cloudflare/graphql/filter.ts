/** The filter of a dataset: every field with every operator, AND and OR; and the span of time that it asks for. */
import { comparable, type Row, widthOf } from './row.ts';
import type { Zero } from './schema.ts';

/** Arguments as graphql-js has coerced them against the filter's input type. */
export type Filter = Readonly<Record<string, unknown>>;
type Test = (row: Row) => boolean;
type Scalar = string | number;

const operators = ['_notlike', '_notin', '_like', '_neq', '_geq', '_leq', '_gt', '_lt', '_in'] as const;
type Operator = (typeof operators)[number] | '_eq';

export const parseKey = (key: string): { readonly field: string; readonly operator: Operator } => {
  const operator = operators.find((each) => key.endsWith(each));
  return operator ? { field: key.slice(0, -operator.length), operator } : { field: key, operator: '_eq' };
};

const likeTest = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.')}$`,
    's',
  );

const scalarOf = (field: string, value: unknown): Scalar => {
  if (widthOf(field) !== undefined) return Date.parse(String(value));
  return typeof value === 'number' ? value : String(value);
};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const fieldTest = (field: string, operator: Operator, given: unknown, zero: Scalar): Test => {
  const read = (row: Row): Scalar => comparable(row, field, zero);
  if (operator === '_in' || operator === '_notin') {
    const wanted = new Set(listOf(given).map((value) => scalarOf(field, value)));
    return operator === '_in' ? (row) => wanted.has(read(row)) : (row) => !wanted.has(read(row));
  }
  if (operator === '_like' || operator === '_notlike') {
    const pattern = likeTest(String(given));
    return operator === '_like' ? (row) => pattern.test(String(read(row))) : (row) => !pattern.test(String(read(row)));
  }
  const value = scalarOf(field, given);
  switch (operator) {
    case '_neq':
      return (row) => read(row) !== value;
    case '_gt':
      return (row) => read(row) > value;
    case '_geq':
      return (row) => read(row) >= value;
    case '_lt':
      return (row) => read(row) < value;
    case '_leq':
      return (row) => read(row) <= value;
    default:
      return (row) => read(row) === value;
  }
};

const isFilter = (value: unknown): value is Filter =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const filterTest = (filter: Filter, zeros: Readonly<Record<string, Zero>>): Test => {
  const tests = Object.entries(filter).flatMap(([key, given]): Test[] => {
    // A variable that is null leaves its condition out.
    if (given === null || given === undefined) return [];
    if (key === 'AND' || key === 'OR') {
      const parts = listOf(given)
        .filter(isFilter)
        .map((part) => filterTest(part, zeros));
      if (parts.length === 0) return [];
      return [key === 'AND' ? (row) => parts.every((part) => part(row)) : (row) => parts.some((part) => part(row))];
    }
    const { field, operator } = parseKey(key);
    const zero = zeros[field];
    return [fieldTest(field, operator, given, zero === 0 ? 0 : '')];
  });
  return (row) => tests.every((test) => test(row));
};

/** Fields that it looks at. */
export const filterFields = (filter: Filter): readonly string[] =>
  Object.entries(filter).flatMap(([key, given]) =>
    key === 'AND' || key === 'OR' ? listOf(given).filter(isFilter).flatMap(filterFields) : [parseKey(key).field],
  );

export interface Span {
  /** Unix milliseconds; `to` is not part of it. */
  readonly from: number;
  readonly to: number;
}

/** Undefined when it has no beginning. What OR says widens nothing: a beginning is wanted outside of it. */
export const spanOf = (filter: Filter, now: number): Span | undefined => {
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  const meet = (part: Filter): void => {
    for (const [key, given] of Object.entries(part)) {
      if (key === 'AND') for (const inner of listOf(given).filter(isFilter)) meet(inner);
      const { field, operator } = parseKey(key);
      const width = widthOf(field);
      if (width === undefined || given === null || given === undefined) continue;
      const times = listOf(given).map((value) => Number(scalarOf(field, value)));
      const [first, last] = [Math.min(...times), Math.max(...times)];
      if (['_geq', '_gt', '_eq', '_in'].includes(operator)) from = Math.max(from, first);
      if (operator === '_lt') to = Math.min(to, last);
      if (['_leq', '_eq', '_in'].includes(operator)) to = Math.min(to, last + width);
    }
  };
  meet(filter);
  return Number.isFinite(from) ? { from, to: Math.max(from, Math.min(to, now)) } : undefined;
};
