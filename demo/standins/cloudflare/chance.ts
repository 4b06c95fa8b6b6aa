/** Chance without memory: the same words give the same number, in whatever order they are asked. */
import { createHash } from 'node:crypto';
import { type Random, randomFrom } from '../../sim/random.ts';

/** FNV-1a, then an avalanche; good enough to draw traffic from. */
const mix = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** A row of draws, [0, 1) each, that the words alone decide; much cheaper than as many `chance`. */
export const draws = (...words: readonly (string | number)[]): Random => randomFrom(mix(words.join('/')));

/** [0, 1). */
export const chance = (...words: readonly (string | number)[]): number => mix(words.join('/')) / 4_294_967_296;

/** An id as Cloudflare's: 32 hex digits. */
export const idOf = (...words: readonly string[]): string =>
  createHash('sha256').update(words.join('/')).digest('hex').slice(0, 32);
