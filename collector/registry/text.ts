/**
 * Prometheus' text format. prom-client's own rendering makes the text of every label anew and does all of it in one go,
 * which at a thousand nodes keeps the event loop for 200 ms and more: a tick in flight is late by as much. Here the text
 * of labels is kept for as long as prom-client keeps the labels, and whoever renders may pause between lines.
 */
type Labels = Readonly<Partial<Record<string, string | number>>>;

export interface Sample {
  /** Of the series, where it differs from the family's: `…_bucket`, `…_sum`, `…_count`. */
  readonly name?: string | undefined;
  readonly labels: Labels;
  readonly value: number;
}

const escaped = (text: string): string =>
  /[\\\n"]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"') : text;

const madeText = (labels: Labels): string => {
  let inner = '';
  for (const name in labels) inner += `${inner === '' ? '' : ','}${name}="${escaped(String(labels[name]))}"`;
  return inner === '' ? '' : `{${inner}}`;
};

const known = new WeakMap<Labels, string>();

const keptText = (labels: Labels): string => {
  const found = known.get(labels);
  if (found !== undefined) return found;
  const text = madeText(labels);
  known.set(labels, text);
  return text;
};

const valueText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : `${value}`;

/** `# HELP` and `# TYPE` of a family. */
export const headText = (name: string, help: string, type: string): string =>
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;

/**
 * @param family its name
 * Samples with a name of their own are a histogram's, whose labels prom-client makes anew each time: nothing to keep.
 */
export const lineText = (family: string, { name, labels, value }: Sample): string =>
  name === undefined
    ? `${family}${keptText(labels)} ${valueText(value)}\n`
    : `${name}${madeText(labels)} ${valueText(value)}\n`;
