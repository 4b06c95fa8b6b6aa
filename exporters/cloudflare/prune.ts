/** Takes fields that a plan denies out of a document. Pure. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type ASTNode, type FieldNode, Kind, visit } from 'graphql';
import type { Node } from './datasets/model.ts';

/** Fields of a row that are groups of fields, as `availableFields` begins with them: `sum_edgeResponseBytes`. */
const groups: ReadonlySet<string> = new Set(['avg', 'sum', 'dimensions', 'quantiles', 'ratio', 'uniq', 'max', 'min']);

const isField = (node: ASTNode | undefined | readonly ASTNode[]): node is FieldNode =>
  node !== undefined && 'kind' in node && node.kind === Kind.FIELD;

const known = new WeakMap<object, readonly string[]>();

/** The fields that a document asks a dataset for, as `availableFields` spells them. */
export const fieldsOf = (document: TypedDocumentNode<unknown, never>, node: Node): readonly string[] => {
  const before = known.get(document);
  if (before) return before;
  const fields = new Set<string>();
  const inside: string[] = [];
  visit(document, {
    Field: {
      enter: (field) => {
        const name = field.name.value;
        if (inside[0] === undefined ? name === node : true) inside.push(name);
        if (inside.length > 1 && !field.selectionSet) fields.add(inside.slice(1).join('_'));
      },
      leave: () => {
        inside.pop();
      },
    },
  });
  known.set(document, [...fields]);
  return [...fields];
};

/**
 * The document without the fields, and without groups that are left empty. `count` stays: without it there is nothing.
 * An order by a field that is gone goes too, and so do variables that nothing names any more.
 * @param denied as `availableFields` spells them
 */
export const prune = <D extends TypedDocumentNode<unknown, never>>(
  document: D,
  node: Node,
  denied: ReadonlySet<string>,
): D => {
  if (denied.size === 0) return document;
  let inside = false;
  const pruned = visit(document, {
    Field: {
      enter: (field, _key, _parent, _path, ancestors) => {
        const name = field.name.value;
        if (name === node) inside = true;
        if (!inside || field.selectionSet) return undefined;
        const above = ancestors.filter(isField).at(-1)?.name.value ?? '';
        const path = groups.has(above) ? `${above}_${name}` : name;
        return path !== 'count' && denied.has(path) ? null : undefined;
      },
      leave: (field) => {
        const name = field.name.value;
        if (name === node) inside = false;
        return groups.has(name) && field.selectionSet?.selections.length === 0 ? null : undefined;
      },
    },
    Argument: (argument) => {
      if (argument.name.value !== 'orderBy' || argument.value.kind !== Kind.LIST) return undefined;
      const names = argument.value.values.map((value) => (value.kind === Kind.ENUM ? value.value : ''));
      const gone = names.some((name) => denied.has(`dimensions_${name.replace(/_(ASC|DESC)$/, '')}`));
      return gone ? null : undefined;
    },
  });
  // Fields are taken out and nothing is put in: it is a document of the same kind.
  return pruned as D;
};
