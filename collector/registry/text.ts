/**
 * Prometheus' text format. prom-client's own rendering makes the text of every label anew and does all of it in one go,
 * which at a thousand nodes keeps the event loop for 200 ms and more: a tick in flight is late by as much. Here whoever
 * renders may keep the head of a line, and pause between lines.
 */
export type Labels = Readonly<Record<string, string>>;

const escaped = (text: string): string =>
  /[\\\n"]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"') : text;

/** Without braces. */
export const labelText = (labels: Labels): string => {
  let text = '';
  for (const name in labels) text += `${text === '' ? '' : ','}${name}="${escaped(`${labels[name]}`)}"`;
  return text;
};

/** A line up to its value, in one piece: one that is put together of a dozen is copied anew whenever it is used. */
export const headOfLine = (name: string, labels: Labels): string => {
  const own = labelText(labels);
  return [name, own === '' ? ' ' : `{${own}} `].join('');
};

export const valueText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : `${value}`;

/** `# HELP` and `# TYPE` of a family. */
export const headText = (name: string, help: string, type: string): string =>
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
