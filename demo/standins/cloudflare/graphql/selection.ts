/** What of a row was asked for: a dataset groups by the dimensions that are selected. */
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Place = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues'>;

const isLeftOut = (node: SelectionNode, { variableValues }: Place): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true ||
  getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if === false;

const within = (set: SelectionSetNode | undefined, place: Place): FieldNode[] =>
  (set?.selections ?? []).flatMap((node) => {
    if (isLeftOut(node, place)) return [];
    if (node.kind === 'Field') return [node];
    if (node.kind === 'InlineFragment') return within(node.selectionSet, place);
    return within(place.fragments[node.name.value]?.selectionSet, place);
  });

export interface Selection {
  /** Field of a row → the fields selected below it; empty for a scalar. */
  readonly below: Readonly<Record<string, readonly string[]>>;
  readonly dimensions: readonly string[];
  /** As `settings.availableFields` spells them. */
  readonly paths: readonly string[];
}

export const selectionOf = (info: GraphQLResolveInfo): Selection => {
  const below: Record<string, string[]> = {};
  for (const field of info.fieldNodes.flatMap((node) => within(node.selectionSet, info))) {
    const name = field.name.value;
    const inner = within(field.selectionSet, info).map((child) => child.name.value);
    below[name] = [...new Set([...(below[name] ?? []), ...inner])].filter((child) => child !== '__typename');
  }
  delete below.__typename;
  const paths = Object.entries(below).flatMap(([name, inner]) =>
    inner.length > 0 ? inner.map((sub) => `${name}_${sub}`) : [name],
  );
  return { below, dimensions: below.dimensions ?? [], paths };
};
