/** The runbooks of the repository, as they are: a phone reads Markdown well enough, and nothing in them is private. */
import { readFileSync } from 'node:fs';
import { runbookPath } from '../../rules/links.ts';

const root = new URL('../../../', import.meta.url);

/** Undefined when there is none. @param name of an alert; never from a request unchecked */
export const readRunbook = (name: string): string | undefined => {
  try {
    return readFileSync(new URL(runbookPath(name), root), 'utf8');
  } catch {
    return undefined;
  }
};
