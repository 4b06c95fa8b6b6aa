/**
 * Prometheus' text format. prom-client's own rendering makes the text of every label anew and does all of it in one go,
 * which at a thousand nodes keeps the event loop for 200 ms and more: a tick in flight is late by as much. Here the text
 * of labels is kept from one scrape to the next, and whoever renders may pause between lines.
 */
export type Labels = Readonly<Partial<Record<string, string | number>>>;

const escaped = (text: string): string =>
  /[\\\n"]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"') : text;

/** Without braces. */
export const labelText = (labels: Labels): string => {
  let text = '';
  for (const name in labels) text += `${text === '' ? '' : ','}${name}="${escaped(String(labels[name]))}"`;
  return text;
};

/**
 * Texts of labels by the place of their series: prom-client keeps series in their order, and mostly with the same object.
 * (A WeakMap of a hundred thousand of them stops the process for a quarter of a second whenever it grows.)
 */
export const createKeptTexts = (): ((place: number, labels: Labels) => string) => {
  const known: Labels[] = [];
  const texts: string[] = [];
  return (place, labels) => {
    const kept = texts[place];
    if (kept !== undefined && known[place] === labels) return kept;
    const text = labelText(labels);
    known[place] = labels;
    texts[place] = text;
    return text;
  };
};

const valueText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : `${value}`;

/** `# HELP` and `# TYPE` of a family. */
export const headText = (name: string, help: string, type: string): string =>
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;

/** @param labels their text */
export const lineText = (name: string, labels: string, value: number): string =>
  `${name}${labels === '' ? '' : `{${labels}}`} ${valueText(value)}\n`;
