/** `max by (x) (y) > 5` → the value and what it is held against, so that a value can be shown that does not fire yet. */

export interface Comparison {
  readonly expr: string;
  /** `> 5`. */
  readonly rest: string;
}

const operators = /^(==|!=|>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)\s*$/;
const words = /^(and|or|unless)\b/;

/** Undefined where the expression is more than one comparison with a number: then only the whole can be asked. */
export const leftSide = (expr: string): Comparison | undefined => {
  let depth = 0;
  let quoted = false;
  let at: number | undefined;
  for (let index = 0; index < expr.length; index += 1) {
    const sign = expr[index] ?? '';
    if (sign === '"' && expr[index - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (depth === 0 && /\s/.test(expr[index - 1] ?? '')) {
      const rest = expr.slice(index);
      if (words.test(rest)) return undefined;
      if (operators.test(rest)) at = index;
    }
  }
  return at === undefined ? undefined : { expr: expr.slice(0, at).trim(), rest: expr.slice(at).trim() };
};
