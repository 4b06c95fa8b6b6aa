import type { Path, PlacedFault } from './faultPath.ts';
import { pathText } from './faultPath.ts';

/** A `${VARIABLE}` in fleet.yaml that the environment does not set. */
export interface UnsetVariable {
  readonly variable: string;
  readonly path: string;
}

export interface Interpolated {
  readonly data: unknown;
  readonly faults: readonly PlacedFault[];
  /** Unset variables where the caller tolerates them; the values hold placeholders. */
  readonly unset: readonly UnsetVariable[];
  /** Paths that took a value from the environment, as text. Their values are never shown. */
  readonly taken: ReadonlySet<string>;
  /** What came from the environment, and the texts that it went into: no fault may show any of it. */
  readonly values: ReadonlySet<string>;
}

const pattern = /\$\$\{|\$\{([^}]*)(\}|$)/g;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Stands for a value that nothing gives; `.invalid` never resolves (RFC 2606). */
const placeholder = (path: Path): string =>
  path.at(-1) === 'host' || path.at(-1) === 'address' ? 'unset.invalid' : 'http://unset.invalid/';

/**
 * Puts variables into every text value; `$${` is a literal `${`. An empty variable counts as unset, because an empty
 * address or key can only be a mistake. Faults name the variable, never a value.
 */
export const interpolate = (
  source: unknown,
  env: NodeJS.ProcessEnv,
  tolerates: (path: Path) => boolean,
): Interpolated => {
  const faults: PlacedFault[] = [];
  const unset: UnsetVariable[] = [];
  const taken = new Set<string>();
  const values = new Set<string>();

  const text = (value: string, path: Path): string => {
    let missing = false;
    const result = value.replace(pattern, (match: string, name: string | undefined, end: string | undefined) => {
      if (match === `$\${`) return `\${`;
      taken.add(pathText(path));
      if (name === undefined || end !== '}' || !variableName.test(name)) {
        const expected = `\${NAME} with a name of A-Z, a-z, 0-9 and _ (write $\${ for a literal \${)`;
        faults.push({ at: path, path: pathText(path), found: `a broken \${…}`, expected });
        return '';
      }
      const set = env[name];
      if (set !== undefined && set !== '') {
        values.add(set);
        return set;
      }
      missing = true;
      if (tolerates(path)) unset.push({ variable: name, path: pathText(path) });
      else
        faults.push({
          at: path,
          path: pathText(path),
          found: `the unset variable ${name}`,
          expected: `${name} set and not empty`,
        });
      return '';
    });
    if (missing) return placeholder(path);
    if (taken.has(pathText(path))) values.add(result);
    return result;
  };

  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  };

  return { data: walk(source, []), faults, unset, taken, values };
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * A text without any of the values. Checks speak of names from elsewhere in the file too, and any of them may have come
 * from the environment. Values of a few letters are removed where they stand as a word, or nothing would be readable.
 */
export const scrub = (text: string, values: ReadonlySet<string>): string =>
  [...values]
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, value) => {
      const found = value.length >= 6 ? escaped(value) : `(?<![\\w-])${escaped(value)}(?![\\w-])`;
      return rest.replace(new RegExp(found, 'g'), '[redacted]');
    }, text);
