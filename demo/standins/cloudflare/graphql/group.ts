/** Rows to groups: counts, sums, averages, quantiles and ratios of what was selected, ordered and cut. */
import { chance } from '../chance.ts';
import { type Row, shown } from './row.ts';
import { rowType, type Zero, zeros } from './schema.ts';
import type { Selection } from './selection.ts';

interface Member {
  readonly row: Row;
  /** How many events are counted for it: n, or an estimate of it. */
  readonly count: number;
}

interface Group {
  readonly dimensions: Readonly<Record<string, string | number>>;
  readonly members: Member[];
}

export interface GroupOptions {
  readonly dataset: string;
  readonly selection: Selection;
  /** 1 counts every event; k looks at one of k, and what it says differs from one question to the next. */
  readonly sampleInterval: number;
  /** Of this question, for the draw of samples. */
  readonly turn: number;
  readonly orderBy: readonly string[];
  readonly limit: number;
}

const numberIn = (row: Row, field: string): number => {
  const value = row.values[field];
  return typeof value === 'number' ? value : 0;
};

const sum = (members: readonly Member[], field: string): number =>
  members.reduce((total, { row, count }) => total + numberIn(row, field) * count, 0);
const total = (members: readonly Member[]): number => members.reduce((sum, { count }) => sum + count, 0);

/** Zeros are left out of it, as the schema says of the origin's duration. */
const mean = (members: readonly Member[], field: string): number => {
  const asked = members.filter(({ row }) => numberIn(row, field) !== 0);
  const all = total(asked);
  return all === 0 ? 0 : sum(asked, field) / all;
};

const quantile = (members: readonly Member[], name: string): number => {
  const [, field = '', percent = '50'] = /^(.*)P(\d+)$/.exec(name) ?? [];
  const sorted = members
    .map(({ row, count }) => ({ value: numberIn(row, field), count }))
    .sort((a, b) => a.value - b.value);
  const wanted = (total(members) * Number(percent)) / (percent.length > 2 ? 1000 : 100);
  let seen = 0;
  for (const { value, count } of sorted) {
    seen += count;
    if (seen >= wanted) return value;
  }
  return 0;
};

const ratio = (members: readonly Member[], name: string): number => {
  const hundreds = /^status(\d)xx$/.exec(name)?.[1];
  const all = total(members);
  if (hundreds === undefined || all === 0) return 0;
  const hit = members.filter(({ row }) => Math.floor(numberIn(row, 'edgeResponseStatus') / 100) === Number(hundreds));
  return total(hit) / all;
};

const confidence = (members: readonly Member[], interval: number): unknown => {
  const estimate = total(members);
  const around = interval === 1 ? 0 : 1.96 * interval * Math.sqrt(estimate / interval);
  const sampleSize = Math.round(estimate / interval);
  return {
    level: 0.95,
    count: {
      estimate,
      lower: Math.max(0, estimate - around),
      upper: estimate + around,
      sampleSize,
      isValid: sampleSize >= 10,
    },
  };
};

const zeroValue = (zero: Zero | undefined): unknown => (zero === 'list' ? [] : zero === 'object' ? null : zero);

/** Value of one aggregate: `sum_visits`, `count`, `quantiles_xP95`. */
const aggregate = (members: readonly Member[], kind: string, field: string, interval: number): number => {
  if (kind === 'count') return total(members);
  if (kind === 'sum') return Math.round(sum(members, field));
  if (kind === 'avg') return field === 'sampleInterval' ? interval : mean(members, field);
  if (kind === 'quantiles') return quantile(members, field);
  return kind === 'ratio' ? ratio(members, field) : 0;
};

const answerOf = (
  { dimensions, members }: Group,
  { dataset, selection, sampleInterval }: GroupOptions,
): Record<string, unknown> => {
  const answer: Record<string, unknown> = {};
  for (const [kind, fields] of Object.entries(selection.below)) {
    if (kind === 'dimensions') answer.dimensions = dimensions;
    else if (kind === 'confidence') answer.confidence = confidence(members, sampleInterval);
    else if (fields.length === 0) answer[kind] = aggregate(members, kind, '', sampleInterval);
    else {
      const known = zeros(`${rowType(dataset).name}${kind[0]?.toUpperCase()}${kind.slice(1)}`);
      answer[kind] = Object.fromEntries(
        fields.map((field) => [
          field,
          known[field] === 0 ? aggregate(members, kind, field, sampleInterval) : zeroValue(known[field]),
        ]),
      );
    }
  }
  return answer;
};

const counted = (row: Row, index: number, { sampleInterval, turn }: GroupOptions): number => {
  if (sampleInterval <= 1) return row.n;
  return Math.floor(row.n / sampleInterval + chance('sample', turn, index, row.at)) * sampleInterval;
};

const keyOf = (group: Group, name: string, interval: number): string | number => {
  const dimension = group.dimensions[name];
  if (dimension !== undefined) return dimension;
  const [, kind = name, field = ''] = /^(sum|avg|quantiles|ratio)_(.*)$/.exec(name) ?? [];
  return aggregate(group.members, kind, field, interval);
};

const ordered = (groups: Group[], { orderBy, sampleInterval }: GroupOptions): Group[] => {
  const keys = orderBy.map((name) => {
    const [, field = name, direction] = /^(.*)_(ASC|DESC)$/.exec(name) ?? [];
    return { field, sign: direction === 'DESC' ? -1 : 1 };
  });
  if (keys.length === 0) return groups;
  const decorated = groups.map((group) => ({
    group,
    by: keys.map(({ field }) => keyOf(group, field, sampleInterval)),
  }));
  decorated.sort((a, b) => {
    for (const [index, { sign }] of keys.entries()) {
      const [left = 0, right = 0] = [a.by[index], b.by[index]];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
  return decorated.map(({ group }) => group);
};

/** Rows as the API answers them, at most `limit` of them. */
export const grouped = (rows: readonly Row[], options: GroupOptions): readonly Record<string, unknown>[] => {
  const { dataset, selection } = options;
  const typeName = `${rowType(dataset).name}Dimensions`;
  const known = selection.dimensions.length > 0 ? zeros(typeName) : {};
  // Ordering by a dimension that was not selected groups by it too.
  const more = options.orderBy
    .map((name) => name.replace(/_(ASC|DESC)$/, ''))
    .filter((name) => known[name] !== undefined);
  const names = [...new Set([...selection.dimensions, ...more])];
  const blanks = names.map((name) => (known[name] === 0 ? 0 : ''));
  const values: (string | number)[] = [];
  const groups = new Map<string, Group>();
  for (const [index, row] of rows.entries()) {
    const count = counted(row, index, options);
    if (count === 0) continue;
    let key = '';
    for (const [place, name] of names.entries()) {
      const value = name === 'sampleInterval' ? options.sampleInterval : shown(row, name, blanks[place] ?? '');
      values[place] = value;
      key += `${value}\u0001`;
    }
    const group = groups.get(key);
    if (group) group.members.push({ row, count });
    else
      groups.set(key, {
        dimensions: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])),
        members: [{ row, count }],
      });
  }
  return ordered([...groups.values()], options)
    .slice(0, options.limit)
    .map((group) => answerOf(group, options));
};
