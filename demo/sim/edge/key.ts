/** An edge hands out its service by a key in the path: `/KEY`, and below it the Beacon API. */
import { digestOf } from '../hash.ts';

export interface KeyedPath {
  readonly key: string;
  /** What is below the key, query included: `/` or `/eth/v1/…`. */
  readonly rest: string;
}

/** 32 hex digits; the same seed gives the same key. */
export const keyOf = (seed: number, edge: string): string => digestOf(`key/${seed}/${edge}`).slice(2, 34);

export const keyedPath = (path: string): KeyedPath => {
  const [, key = '', rest = ''] = /^\/([^/?]*)(.*)$/s.exec(path) ?? [];
  return { key, rest: rest.startsWith('/') ? rest : `/${rest}` };
};
