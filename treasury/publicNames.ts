/** Who may be named: a member only by their own leave. */
import type { Member } from './model.ts';

const escapeRegex = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Below this, words that only begin with the alias are words of their own: `al`, `also`. */
const wordsFrom = 3;

const word = (alias: string, rest: string, flags: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${escapeRegex(alias)}${rest}(?![\\p{L}\\p{N}])`, flags);

/** Its plural, and with a number. */
const likes = 's?\\p{N}*';

/** Whether a text names someone: `bob`, `bobs`, `bob2`; - and _ end a word. */
export const names = (text: string, alias: string): boolean => word(alias, likes, 'iu').test(text);

/**
 * Makes text fit for everyone: members who did not agree become `a member`, also where a word only begins with the alias:
 * too much is hidden rather than too little.
 */
export const hideMembers = (members: readonly Member[]): ((text: string) => string) => {
  const agreed = new Set(members.filter((member) => member.public).map(({ alias }) => alias.toLowerCase()));
  const hidden = members
    .filter((member) => !member.public)
    .map(({ alias }) => alias)
    .sort((a, b) => b.length - a.length);
  const patterns = hidden.map((alias) => word(alias, alias.length < wordsFrom ? likes : '[\\p{L}\\p{N}]*', 'giu'));
  return (text) =>
    patterns.reduce(
      (rest, pattern) => rest.replaceAll(pattern, (found) => (agreed.has(found.toLowerCase()) ? found : 'a member')),
      text,
    );
};
