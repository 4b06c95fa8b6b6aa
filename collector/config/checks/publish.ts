/** What is published is public with everything beside it. */
import { normalize, sep } from 'node:path';
import type { CheckContext } from './draft.ts';

/** In a home, all of these are private. */
const own: ReadonlySet<string> = new Set(['secrets', 'runtime', 'data', 'ledger', 'generated', 'rules.d']);

export const checkPublish = ({ draft, fault }: CheckContext): void => {
  const dir = draft.publish?.dir;
  if (dir === undefined) return;
  const [first = ''] = normalize(dir).split(sep);
  if (first === '.' || own.has(first)) {
    fault(['publish', 'dir'], 'a directory of its own: what else is in it would be public too');
  }
};
