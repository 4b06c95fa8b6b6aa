/** PromQL that definitions share. Series and labels are spelled by the catalogue, so that a rename breaks the compile. */
import type { MetricDef } from '../../collector/catalogue/define.ts';
import { over, type Selector, window } from '../../collector/catalogue/promql.ts';
import type { StateText } from './model.ts';

/** A state older than this is not known any more. Seconds. */
export const freshFor = 10;

/** The newest value of a fast series within `freshFor`: a dead vantage disappears instead of looking alive. */
export const fresh = <M extends MetricDef>(metric: M, match: Selector<M>): string =>
  `last_over_time(${over(metric, match, freshFor)})`;

/** Samples come every 15 s, or later. */
const anHour = window(240, 15);

/**
 * What a counter gained within an hour. Of what is rare a rate over the interval of the page says nothing: one event is
 * sixty an hour for a minute, and then none.
 */
export const inAnHour = (series: string): string => `increase(${series}${anHour})`;

/** Step of a graph of it: a shorter one would only cost as many windows of an hour. */
export const hourStep = '1m';

/**
 * Names and aliases are the user's text: `$` and `{{` mean something to Grafana and to label_replace, so that they are
 * replaced, and control characters go.
 */
export const plainText = (text: string): string =>
  text
    .replaceAll('$', '＄')
    .replaceAll('{{', '{ {')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
    .replaceAll(/[\u0000-\u001f\u007f]/g, ' ');

/** Gives the one unlabelled series of an expression a label, so that rows and legends name it. */
export const tagged = (expr: string, labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels).reduce(
    (inner, [label, value]) => `label_replace(${inner}, "${label}", ${JSON.stringify(plainText(value))}, "", "")`,
    expr,
  );

/** All series of several expressions. */
export const union = (exprs: readonly string[]): string => exprs.join('\n  or\n');

/** The value, or 0 ("nobody knows") where there is none. */
export const orUnknown = (expr: string): string => `(${expr} or vector(0))`;

/**
 * A one-hot series as the code of its state: `{ '1': goodSeries, '3': badSeries }`; the highest code wins.
 * @throws Error for a part without its labels: `or` would take the first, at 0, for all the others
 */
export const coded = (parts: readonly (readonly [StateText, string])[]): string => {
  const joined = parts.find(([, expr]) => /^(max|min|sum|count)\s*\(/.test(expr));
  if (joined) throw new Error(`a part of a code has lost its labels: ${joined[1]}`);
  return orUnknown(
    `max(${parts
      .filter(([text]) => text.from !== 0)
      .map(([text, expr]) => (text.from === 1 ? expr : `${text.from} * ${expr}`))
      .join(' or ')})`,
  );
};

/** 1 while any of the series is 1, else 0. */
export const any = (expr: string): string => orUnknown(`max(${expr})`);
