/** Who may be named: a member only by their own leave. */
import type { Member } from './model.ts';

const escapeRegex = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const whole = (alias: string, flags: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${escapeRegex(alias)}(?![\\p{L}\\p{N}])`, flags);

/** Whether a text holds the alias as a word of its own; - and _ end a word. */
export const names = (text: string, alias: string): boolean => whole(alias, 'iu').test(text);

/** Makes text fit for everyone: members who did not agree become `a member`. */
export const hideMembers = (members: readonly Member[]): ((text: string) => string) => {
  const hidden = members
    .filter((member) => !member.public)
    .map(({ alias }) => alias)
    .sort((a, b) => b.length - a.length);
  return (text) => hidden.reduce((rest, alias) => rest.replaceAll(whole(alias, 'giu'), 'a member'), text);
};
