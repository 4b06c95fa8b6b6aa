/**
 * Reads a page in Prometheus' text format, as the clients of this fleet write it: geth and Nitro put a space before the
 * braces and give no HELP, call counters gauges and leave `_sum` out; the other clients keep to the letter. Only names
 * that are asked for are read further, since a page has thousands of lines.
 */

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export type Samples = ReadonlyMap<string, readonly Sample[]>;

const nameAt = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const pair = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;
/** A value and perhaps a time stamp. */
const rest = /^\s*([+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|NaN|[+-]?Inf)(?:\s+-?\d+)?\s*$/;

const unescaped = (text: string): string =>
  text.replaceAll(/\\(.)/g, (_all, char: string) => (char === 'n' ? '\n' : char));

/** What stands after a name; undefined when it is no sample. */
const sampleOf = (line: string, from: number): Sample | undefined => {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  const labels: Record<string, string> = {};
  if (line[at] === '{') {
    at++;
    pair.lastIndex = at;
    for (let found = pair.exec(line); found; found = pair.exec(line)) {
      labels[found[1] ?? ''] = unescaped(found[2] ?? '');
      at = pair.lastIndex;
    }
    while (line[at] === ' ') at++;
    if (line[at] !== '}') return undefined;
    at++;
  } else if (at === from) return undefined;
  const value = rest.exec(line.slice(at))?.[1];
  if (value === undefined) return undefined;
  return { labels, value: /Inf$/.test(value) ? Number.NaN : Number(value) };
};

/**
 * The samples under the wanted names; NaN and infinite ones are absent, as no number is known. Undefined when the text
 * holds no sample at all: a page of something else.
 */
export const parseMetricsText = (text: string, wanted: ReadonlySet<string>): Samples | undefined => {
  const samples = new Map<string, Sample[]>();
  let isPage = false;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const first = start;
    start = end + 1;
    if (text[first] === '#') continue;
    nameAt.lastIndex = first;
    const name = nameAt.exec(text)?.[0];
    if (name === undefined || (isPage && !wanted.has(name))) continue;
    const sample = sampleOf(text.slice(first, end), name.length);
    if (!sample) continue;
    isPage = true;
    if (!wanted.has(name) || !Number.isFinite(sample.value)) continue;
    const known = samples.get(name);
    if (known) known.push(sample);
    else samples.set(name, [sample]);
  }
  return isPage ? samples : undefined;
};
