/** An explanation for a person at a terminal. */
import type { Explanation, Fact } from '../live/explanation.ts';

const marks = { well: ' ', ill: '!', unknown: '?' } as const;

const markOf = ({ well }: Fact): string => (well === null ? marks.unknown : well ? marks.well : marks.ill);

const nameOf = ({ what, region }: Fact): string => (region === undefined ? what : `  ${what}`);

/** Several lines of a fact, such as an expression, hang below its first. */
const hang = (text: string, indent: number): string => text.replaceAll('\n', `\n${' '.repeat(indent)}`);

export const showExplanation = ({ title, headline, facts, unanswered }: Explanation): string => {
  const width = Math.max(0, ...facts.map((one) => nameOf(one).length));
  const lines = facts.map((one) =>
    `${markOf(one)} ${nameOf(one).padEnd(width)}  ${hang(one.says, width + 4)}`.trimEnd(),
  );
  const parts = [`${title}\n${headline}`];
  if (lines.length > 0) parts.push(lines.join('\n'));
  if (unanswered.length > 0) parts.push(unanswered.map((line) => `? ${line}`).join('\n'));
  return parts.join('\n\n');
};
