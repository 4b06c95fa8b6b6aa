/**
 * Texts that hold numbers, put together by PromQL in the label `text`: a stat shows such a legend instead of its value,
 * so that a panel can say "5 m 12 s of 8 m 38 s" in any profile. The value stays a code, which only colours.
 * Nothing here uses `$`: Grafana would take it for a variable.
 */
import { causeWords } from '../../collector/catalogue/words.ts';
import { plainText, tagged } from './queries.ts';

/** A part of a text: words, a number, or a label of a series whose values are 1. Each of exactly one series. */
export type Part = string | { readonly number: string } | Labelled;

/** Series whose values are 1, and the label of theirs that is part of a text. */
export interface Labelled {
  readonly series: string;
  readonly label: string;
}

/** Only the first of several alternatives that has a series. */
export const firstOf = (alternatives: readonly string[]): string => alternatives.join('\n  or on ()\n');

/** The label, its pieces in order; a piece of words becomes a label of its own. */
const joined = (expr: string, label: string, pieces: readonly (string | { readonly label: string })[]): string => {
  const names = pieces.map((piece, index) => (typeof piece === 'string' ? `w${index}` : piece.label));
  const worded = pieces.reduce<string>(
    (inner, piece, index) => (typeof piece === 'string' ? tagged(inner, { [`w${index}`]: piece }) : inner),
    expr,
  );
  return `label_join(${worded}, "${label}", "", ${names.map((name) => `"${name}"`).join(', ')})`;
};

/**
 * One series with a `text` and the value of `code`; absent where any of its parts is.
 * @param code expression of one series without labels; it colours the text by the panel's states
 */
export const says = (parts: readonly Part[], code: string): string => {
  const pieces: (string | { readonly label: string })[] = [];
  let expr = '';
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      pieces.push(plainText(part));
      continue;
    }
    const label = 'number' in part ? `n${index}` : part.label;
    const one = 'number' in part ? `count_values("${label}", ${part.number})` : `(${part.series})`;
    expr = expr === '' ? one : `${expr} * on () group_left (${label}) ${one}`;
    pieces.push({ label });
  }
  const text = joined(expr === '' ? `(0 * (${code}) + 1)` : expr, 'text', pieces);
  return `max by (text) (${text} * on () group_left () (${code}))`;
};

/** A text without numbers. */
export const word = (text: string, code: string): string => says([text], code);

/** The texts of coded states by their codes, in a label of one series: `texts` gives each code its text. */
export const worded = (
  code: string,
  texts: readonly { readonly from: number; readonly text: string }[],
  label = 'text',
): string =>
  texts.reduce(
    (inner, { from, text }) =>
      `label_replace(${inner}, "${label}", ${JSON.stringify(plainText(text))}, "code", "${from}")`,
    `count_values("code", ${code})`,
  );

const units = [
  { seconds: 86_400, name: 'd' },
  { seconds: 3600, name: 'h' },
  { seconds: 60, name: 'm' },
] as const;

/** Seconds in the largest unit that fits, cut off: `3 d`, `12 m`, `4 s`. */
export const spoken = (seconds: string, label: string): Labelled => ({
  label,
  series: firstOf([
    ...units.map((unit) =>
      joined(`count_values("n", floor((${seconds} >= ${unit.seconds}) / ${unit.seconds}))`, label, [
        { label: 'n' },
        ` ${unit.name}`,
      ]),
    ),
    joined(`count_values("n", floor(${seconds}))`, label, [{ label: 'n' }, ' s']),
  ]),
});

const padded = (of: string, digits: string, zero: string): string =>
  `(${tagged(`count_values("${digits}", ${of} < 10)`, { [zero]: '0' })} or on () count_values("${digits}", ${of} >= 10))`;

/** A Unix time as `03:12`, UTC. */
export const clock = (time: string, label: string): Labelled => ({
  label,
  series: joined(
    `${padded(`hour(${time})`, 'h', 'hz')} * on () group_left (m, mz) ${padded(`minute(${time})`, 'm', 'mz')}`,
    label,
    [{ label: 'hz' }, { label: 'h' }, ':', { label: 'mz' }, { label: 'm' }],
  ),
});

/** Whole seconds as minutes and seconds, with hours once the larger figure has any. Never negative. */
export const stopwatch = (seconds: string, hours: boolean): readonly Part[] => [
  ...(hours ? [{ number: `floor((${seconds}) / 3600)` }, ' h '] : []),
  { number: hours ? `floor(((${seconds}) % 3600) / 60)` : `floor((${seconds}) / 60)` },
  ' m ',
  ...(hours ? [] : [{ number: `floor((${seconds}) % 60)` }, ' s']),
];

/** The words of the label `cause`, in the label `why`, of series whose values are 1. */
export const causeSaid = (series: string): Labelled => ({
  label: 'why',
  series: Object.entries(causeWords).reduce(
    (inner, [cause, words]) => `label_replace(${inner}, "why", ${JSON.stringify(words)}, "cause", "${cause}")`,
    `(${series})`,
  ),
});
