/** Which series a set of PromQL expressions reads: the allow-list is what the public pages ask, never a list of its own. */

interface Matcher {
  readonly label: string;
  readonly op: string;
  /** As it is written, with its quotes. */
  readonly value: string;
}

const text = '"(?:[^"\\\\]|\\\\.)*"';
/** A string, which is skipped, or a word with the braces after it. Strings inside braces may hold a brace. */
const words = new RegExp(`${text}|([a-zA-Z_:][\\w:]*)[ \\n]*(\\{(?:${text}|[^"}])*\\})?`, 'g');
const matcher = new RegExp(`(\\w+)\\s*(=~|!~|!=|=)\\s*(${text})`, 'g');

/** Name and matchers of every selector. Our series are known by their prefix, any other by its braces. */
const selectorsOf = (expr: string): readonly { readonly name: string; readonly matchers: readonly Matcher[] }[] =>
  [...expr.matchAll(words)].flatMap(([, name, braces]) => {
    if (name === undefined || (braces === undefined && !/^headwatch[_:]/.test(name))) return [];
    const matchers = [...(braces ?? '').matchAll(matcher)].map(
      ([, label = '', op = '', value = '']): Matcher => ({ label, op, value }),
    );
    return [{ name, matchers }];
  });

/** Names of the series that the expressions read, sorted. */
export const namesRead = (exprs: readonly string[]): readonly string[] =>
  [...new Set(exprs.flatMap((expr) => selectorsOf(expr).map(({ name }) => name)))].toSorted();

const escapeRegex = (value: string): string => value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
// PromQL's double-quoted strings with the two escapes that we write are JSON's.
const unquoted = (value: string): string => JSON.parse(value);

/** Alternatives of a matcher that only lists values, as regular expressions; undefined for any other. */
const alternatives = ({ op, value }: Matcher): readonly string[] | undefined =>
  op === '=' ? [escapeRegex(unquoted(value))] : op === '=~' ? unquoted(value).split(/(?<!\\)\|/) : undefined;

/**
 * One series selector a name, as narrow as all that is asked of it together: a label is matched where every selector of
 * that name lists its values.
 */
export const selectorsRead = (exprs: readonly string[]): readonly string[] => {
  const all = exprs.flatMap(selectorsOf);
  return namesRead(exprs).map((name) => {
    const mine = all.filter((selector) => selector.name === name);
    const labels = [...new Set(mine.flatMap(({ matchers }) => matchers.map(({ label }) => label)))].toSorted();
    const parts = labels.flatMap((label) => {
      const lists = mine.map(({ matchers }) => {
        const own = matchers.filter((each) => each.label === label).flatMap((each) => alternatives(each) ?? []);
        return own.length > 0 ? own : undefined;
      });
      if (lists.some((list) => list === undefined)) return [];
      const values = [...new Set(lists.flatMap((list) => list ?? []))].toSorted();
      return [`${label}=~${quoted(values.join('|'))}`];
    });
    return parts.length > 0 ? `${name}{${parts.join(',')}}` : name;
  });
};
