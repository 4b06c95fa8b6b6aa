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
  /** Upper bound of a bucket. */
  readonly le?: string | number | undefined;
  readonly value: number;
}

const escaped = (text: string): string =>
  /[\\\n"]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"') : text;

const known = new WeakMap<Labels, string>();

/** Without braces. */
const labelText = (labels: Labels): string => {
  const found = known.get(labels);
  if (found !== undefined) return found;
  let text = '';
  for (const name in labels) text += `${text === '' ? '' : ','}${name}="${escaped(String(labels[name]))}"`;
  known.set(labels, text);
  return text;
};

const valueText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : `${value}`;

/** `# HELP` and `# TYPE` of a family. */
export const headText = (name: string, help: string, type: string): string =>
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;

/** @param family its name, used where the sample has none of its own */
export const lineText = (family: string, { name = family, labels, le, value }: Sample): string => {
  const text = labelText(labels);
  const all = le === undefined ? text : `le="${le}"${text === '' ? '' : ','}${text}`;
  return `${name}${all === '' ? '' : `{${all}}`} ${valueText(value)}\n`;
};
