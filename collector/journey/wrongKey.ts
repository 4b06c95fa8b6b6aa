/** Makes an endpoint's wrong twin: the same address with a random key of the same shape where it holds a key. */
import { randomInt } from 'node:crypto';
import type { Endpoint } from '../config/fleet.ts';
import { Secret } from '../config/secret.ts';

/** A whole number from 0 to below the bound. */
export type Random = (below: number) => number;

const digits = '0123456789';
const hexLetters = 'abcdef';
const letters = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Whether a part of a URL looks like a key: a run of at least eight letters and digits that holds both, or sixteen
 * letters of both cases. `v1`, `mainnet` and `arbitrum-one-42161` do not.
 */
const looksLikeKey = (text: string): boolean =>
  text
    .split(/[^A-Za-z0-9]+/)
    .some(
      (run) =>
        (run.length >= 8 && /[A-Za-z]/.test(run) && /\d/.test(run)) ||
        (run.length >= 16 && /[a-z]/.test(run) && /[A-Z]/.test(run)),
    );

const oneOf = (alphabet: string, random: Random): string => alphabet[random(alphabet.length)] ?? '';

/** Same length, same alphabet, other text: digits stay digits, letters keep their case, hex stays hex. */
export const wrongText = (text: string, random: Random): string => {
  const alphabet = /^[0-9a-fA-F-]+$/.test(text) ? hexLetters : letters;
  const wrong = text.replace(/%[0-9a-fA-F]{2}|[0-9a-zA-Z]/g, (char) => {
    if (char.length > 1) return char;
    if (/\d/.test(char)) return oneOf(digits, random);
    const letter = oneOf(alphabet, random);
    return /[A-Z]/.test(char) ? letter.toUpperCase() : letter;
  });
  if (wrong !== text || !/[0-9a-zA-Z]/.test(text)) return wrong;
  // A short one may come out as it was: its first character moves on by one.
  return text.replace(/[0-9a-zA-Z]/, (char) => {
    const all = /\d/.test(char) ? digits : /[A-Z]/.test(char) ? alphabet.toUpperCase() : alphabet;
    return all[(all.indexOf(char) + 1) % all.length] ?? char;
  });
};

/** `Bearer KEY`: the scheme stays. */
const wrongHeader = (value: string, random: Random): string => value.replace(/\S+$/, (word) => wrongText(word, random));

interface Parts {
  /** Segments of the path, raw. */
  readonly path: readonly string[];
  /** `name=value`, raw. */
  readonly query: readonly string[];
}

const partsOf = (url: URL): Parts => ({
  path: url.pathname.split('/'),
  query: url.search.slice(1).split('&').filter(Boolean),
});

/** Which part of an address is taken for a key; `last`: it is the last segment of the path or a value. */
type IsKey = (text: string, last: boolean) => boolean;

const wrongUrl = (url: URL, isKey: IsKey, random: Random): string => {
  const { path, query } = partsOf(url);
  const last = path.findLastIndex((segment) => segment !== '');
  const wrong = new URL(url);
  wrong.pathname = path.map((part, at) => (isKey(part, at === last) ? wrongText(part, random) : part)).join('/');
  wrong.search = query
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      const value = rest.join('=');
      return value !== '' && isKey(value, true) ? `${name}=${wrongText(value, random)}` : pair;
    })
    .join('&');
  if (url.password !== '') wrong.password = wrongText(url.password, random);
  return wrong.href;
};

const twinWith = (endpoint: Endpoint, isKey: IsKey, random: Random): Endpoint | undefined => {
  const url = new URL(endpoint.url.reveal());
  const wrong = wrongUrl(url, isKey, random);
  let changed = wrong !== url.href;
  const headers = Object.fromEntries(
    Object.entries(endpoint.headers).map(([name, value]) => {
      const key = value.reveal().split(/\s+/).at(-1) ?? '';
      if (key === '' || !isKey(key, true)) return [name, value];
      changed = true;
      return [name, new Secret(wrongHeader(value.reveal(), random))];
    }),
  );
  return changed ? { url: new Secret(wrong), headers, via: endpoint.via } : undefined;
};

/**
 * The endpoint with every key in it replaced: the last segment of its path, values of its query, its password and its
 * headers. Undefined where it holds no key.
 * @param keyed as fleet.yaml says; undefined: as the address looks
 */
export const withWrongKey = (
  endpoint: Endpoint,
  keyed: boolean | undefined,
  random: Random = randomInt,
): Endpoint | undefined => {
  if (keyed === false) return undefined;
  const byLook = twinWith(endpoint, (text, last) => last && looksLikeKey(text), random);
  if (byLook || !keyed) return byLook;
  // Whoever says that it is keyed may have the key elsewhere in the path, or one that does not look like a key.
  return twinWith(endpoint, looksLikeKey, random) ?? twinWith(endpoint, (_text, last) => last, random);
};
