/** PromQL through Prometheus' own grammar for editors. */
import { parser } from '@prometheus-io/lezer-promql';

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

/** Names of the series that an expression selects, in order, repeated as they are. */
export const metricNames = (expr: string): readonly string[] => {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.name !== 'VectorSelector') return;
      const name = node.node.getChild('Identifier');
      names.push(name ? expr.slice(name.from, name.to) : '(no name)');
    },
  });
  return names;
};
