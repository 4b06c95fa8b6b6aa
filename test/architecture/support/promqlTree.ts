/** Questions about the parse tree of an expression: what labels its result has, and whether it can be silent. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { metricOf, recordingOf } from './promqlLint.ts';

export interface Tree {
  readonly text: string;
  readonly top: SyntaxNode;
}

export const treeOf = (text: string): Tree => {
  const top = parser.parse(text).topNode.firstChild;
  if (!top) throw new Error(`no PromQL: ${text}`);
  return { text, top };
};

export const textOf = ({ text }: Tree, node: SyntaxNode): string => text.slice(node.from, node.to);

export const childrenOf = (node: SyntaxNode | null): readonly SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling) found.push(child);
  return found;
};

/** Every node of these kinds, in order. */
export const nodesOf = ({ top }: Tree, ...names: readonly string[]): readonly SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  const walk = (node: SyntaxNode): void => {
    if (names.includes(node.name)) found.push(node);
    for (const child of childrenOf(node)) walk(child);
  };
  walk(top);
  return found;
};

export const functionOf = (tree: Tree, node: SyntaxNode): string => {
  const name = node.getChild('FunctionIdentifier') ?? node.getChild('AggregateOp');
  return name ? textOf(tree, name) : '';
};

export const argumentsOf = (node: SyntaxNode): readonly SyntaxNode[] => childrenOf(node.getChild('FunctionCallBody'));

const unquote = (text: string): string => text.slice(1, -1);

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export const matchersOf = (tree: Tree, selector: SyntaxNode): readonly Matcher[] =>
  childrenOf(selector.getChild('LabelMatchers')).flatMap((one) => {
    const [label, operator, value] = [
      one.getChild('LabelName'),
      one.getChild('MatchOp'),
      one.getChild('StringLiteral'),
    ];
    if (!label || !operator || !value) return [];
    return [{ label: textOf(tree, label), operator: textOf(tree, operator), value: unquote(textOf(tree, value)) }];
  });

export const nameOf = (tree: Tree, selector: SyntaxNode): string => {
  const name = selector.getChild('Identifier');
  return name ? textOf(tree, name) : '';
};

const groupingOf = (tree: Tree, node: SyntaxNode | null): readonly string[] =>
  childrenOf(node?.getChild('GroupingLabels') ?? null)
    .filter(({ name }) => name === 'LabelName')
    .map((label) => textOf(tree, label));

export interface Binary {
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
  readonly operator: string;
  readonly isBool: boolean;
  /** Labels of `on (…)` or `ignoring (…)`. */
  readonly matching: { readonly how: 'on' | 'ignoring'; readonly labels: readonly string[] } | undefined;
}

export const binaryOf = (tree: Tree, node: SyntaxNode): Binary => {
  const parts = childrenOf(node);
  const [left, right] = [parts[0], parts.at(-1)];
  if (!left || !right) throw new Error(`no binary expression: ${textOf(tree, node)}`);
  const clause = node.getChild('MatchingModifierClause');
  const how = clause?.getChild('On') ? 'on' : 'ignoring';
  return {
    left,
    right,
    operator: parts[1] ? textOf(tree, parts[1]) : '',
    isBool: (clause ?? node).getChild('BoolModifier') !== null || node.getChild('BoolModifier') !== null,
    matching: clause ? { how, labels: groupingOf(tree, clause) } : undefined,
  };
};

export const comparisons = ['==', '!=', '>', '<', '>=', '<='];

const common = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.filter((label) => b.includes(label));

const selectorLabels = (name: string): readonly string[] | undefined => {
  const labels = (metricOf(name) ?? recordingOf(name))?.labels;
  if (!labels) return undefined;
  return [...Object.keys(labels), ...(metricOf(name) ? ['job', 'instance'] : [])];
};

/** The labels that every result has; `scalar` for a number, undefined where a series is not known. */
export const labelsOf = (tree: Tree, node: SyntaxNode): readonly string[] | 'scalar' | undefined => {
  const inner = (child: SyntaxNode | undefined | null) => (child ? labelsOf(tree, child) : undefined);
  switch (node.name) {
    case 'NumberDurationLiteral':
    case 'StringLiteral':
      return 'scalar';
    case 'VectorSelector':
      return selectorLabels(nameOf(tree, node));
    case 'AggregateExpr': {
      const modifier = node.getChild('AggregateModifier');
      const labels = groupingOf(tree, modifier);
      if (!modifier) return [];
      if (modifier.getChild('By')) return labels;
      const from = inner(argumentsOf(node).at(-1));
      return Array.isArray(from) ? from.filter((label: string) => !labels.includes(label)) : from;
    }
    case 'FunctionCall':
      return ofFunction(tree, node);
    case 'BinaryExpr':
      return ofBinary(tree, node);
    default:
      // Parentheses, ranges, offsets and signs change no label.
      return inner(childrenOf(node).find(({ name }) => !/Op$|Literal|Duration/.test(name)) ?? node.firstChild);
  }
};

const ofFunction = (tree: Tree, node: SyntaxNode): readonly string[] | 'scalar' | undefined => {
  const name = functionOf(tree, node);
  const [first, second] = argumentsOf(node);
  if (name === 'time' || name === 'scalar') return 'scalar';
  if (name === 'vector') return [];
  if (name === 'absent' || name === 'absent_over_time') {
    const [selector] = nodesOf({ ...tree, top: node }, 'VectorSelector');
    return selector ? matchersOf(tree, selector).flatMap((m) => (m.operator === '=' ? [m.label] : [])) : [];
  }
  const from = first ? labelsOf(tree, first) : undefined;
  if (name === 'label_replace' && Array.isArray(from) && second) return [...from, unquote(textOf(tree, second))];
  return from;
};

const ofBinary = (tree: Tree, node: SyntaxNode): readonly string[] | 'scalar' | undefined => {
  const { left, right, operator, matching } = binaryOf(tree, node);
  const [a, b] = [labelsOf(tree, left), labelsOf(tree, right)];
  if (a === undefined || b === undefined) return undefined;
  if (a === 'scalar') return b;
  if (b === 'scalar' || operator === 'and' || operator === 'unless') return a;
  if (operator === 'or') return common(a, b);
  return matching?.how === 'on' ? matching.labels : a;
};

/** Whether the expression can give nothing: an alert that always has a result always fires. */
export const canBeSilent = (tree: Tree, node: SyntaxNode = tree.top): boolean => {
  if (node.name === 'BinaryExpr') {
    const { left, right, operator, isBool } = binaryOf(tree, node);
    if (comparisons.includes(operator)) return !isBool;
    if (operator === 'or') return canBeSilent(tree, left) && canBeSilent(tree, right);
    if (operator === 'and') return canBeSilent(tree, left) || canBeSilent(tree, right);
    return canBeSilent(tree, left) || (operator !== 'unless' && canBeSilent(tree, right));
  }
  if (node.name === 'FunctionCall' && functionOf(tree, node).startsWith('absent')) return true;
  if (node.name === 'VectorSelector') return false;
  const parts = node.getChild('FunctionCallBody') ? argumentsOf(node) : childrenOf(node);
  return parts.some((child) => canBeSilent(tree, child));
};
