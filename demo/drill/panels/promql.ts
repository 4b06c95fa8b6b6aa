/** PromQL through Prometheus' own grammar for editors. */
import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<ReturnType<typeof parser.parse>['resolve']>;

/** Texts that the grammar could not read. */
export const syntaxErrors = (expr: string): readonly string[] => {
  const errors: string[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.type.isError) errors.push(`at ${node.from}: ${expr.slice(node.from, node.from + 40)}`);
    },
  });
  return errors;
};

export interface Selected {
  readonly name: string;
  /** Name and matchers, as they are written. */
  readonly text: string;
  /** Functions around it, innermost first. */
  readonly functions: readonly string[];
  /** The text of its range, without brackets. */
  readonly range: string | undefined;
  /** Labels that it matches by, and the text in quotes. */
  readonly matchers: Readonly<Record<string, string>>;
}

const describe = (selector: Node, expr: string): Selected => {
  const name = selector.getChild('Identifier');
  const text = (node: { from: number; to: number }): string => expr.slice(node.from, node.to);
  const functions: string[] = [];
  let range: string | undefined;
  for (let node = selector.parent; node; node = node.parent) {
    if (node.name === 'MatrixSelector') range = /\[([^\]]+)\]\s*$/.exec(text(node))?.[1];
    const called = node.name === 'FunctionCall' ? node.getChild('FunctionIdentifier') : null;
    if (called) functions.push(text(called));
  }
  const matchers = text(selector).matchAll(/[{,]\s*(\w+)\s*(?:=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g);
  return {
    name: name ? text(name) : '(no name)',
    text: text(selector),
    functions,
    range,
    matchers: Object.fromEntries([...matchers].map(([, label = '', value = '']) => [label, value])),
  };
};

/** The series that an expression selects, in order, repeated as they are. */
export const selected = (expr: string): readonly Selected[] => {
  const found: Selected[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.name === 'VectorSelector') found.push(describe(node.node, expr));
    },
  });
  return found;
};

export const metricNames = (expr: string): readonly string[] => selected(expr).map(({ name }) => name);
