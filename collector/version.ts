import { readFileSync } from 'node:fs';
import { isRecord } from './rpc/parse.ts';

/** Version of this clone, from package.json. */
export const version: string = (() => {
  const parsed: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return isRecord(parsed) && typeof parsed.version === 'string' ? parsed.version : 'unknown';
})();
