/** The calls a day that docs/nodes.md promises at most; what is counted is held against it. */
import { readFileSync } from 'node:fs';

const docs = readFileSync(new URL('../../../docs/nodes.md', import.meta.url), 'utf8');

/** `| evm | 150,000 | 300,000 |`: to a node that serves no edge, and to one that serves one. NaN where nothing is said. */
export const budgetOf = (kind: string, serves: boolean): number => {
  const row = new RegExp(`^\\| \`${kind}\` \\| ([\\d,]+) \\| ([\\d,]+|–) \\|$`, 'm').exec(docs);
  return Number(row?.[serves ? 2 : 1]?.replaceAll(',', ''));
};
