/** The real schema, built once; questions about its types, answered once each. */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';

const file = new URL('../../../../exporters/cloudflare/schema/schema.graphql', import.meta.url);

let built: GraphQLSchema | undefined;
export const analyticsSchema = (): GraphQLSchema => {
  built ??= buildSchema(readFileSync(file, 'utf8'));
  return built;
};

let loose: GraphQLSchema | undefined;
/** The same, but a dataset that fails is null alone: how partial answers come about. Never used to validate. */
export const looseSchema = (): GraphQLSchema => {
  if (loose) return loose;
  const schema = buildSchema(readFileSync(file, 'utf8'));
  for (const type of [objectType('zone', schema), objectType('account', schema)]) {
    for (const field of Object.values(type.getFields())) field.type = getNullableType(field.type);
  }
  loose = schema;
  return schema;
};

export const objectType = (name: string, schema = analyticsSchema()): GraphQLObjectType => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`);
  return type;
};

/** Names of a zone's datasets. */
export const zoneDatasets = (): readonly string[] => Object.keys(objectType('ZoneSettings').getFields());

/** What a field of an object type is worth where nothing is known of it. */
export type Zero = '' | 0 | 'list' | 'object';

const memo = <V>(make: (name: string) => V): ((name: string) => V) => {
  const known = new Map<string, V>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    known.set(name, value);
    return value;
  };
};

/** Field → its zero, of an object type. */
export const zeros = memo(
  (typeName: string): Readonly<Record<string, Zero>> =>
    Object.fromEntries(
      Object.entries(objectType(typeName).getFields()).map(([name, { type }]) => {
        const named = getNamedType(type);
        const zero: Zero = isListType(getNullableType(type))
          ? 'list'
          : isObjectType(named)
            ? 'object'
            : ['string', 'Time', 'Date'].includes(named.name)
              ? ''
              : 0;
        return [name, zero];
      }),
    ),
);

/** The type of a dataset's rows: `ZoneHttpRequestsAdaptiveGroups`. */
export const rowType = memo((dataset: string): GraphQLObjectType => {
  const field = objectType('zone').getFields()[dataset];
  const type = field && getNamedType(field.type);
  if (!isObjectType(type)) throw new Error(`a zone has no dataset ${dataset}`);
  return type;
});

/** Every field of a dataset by its path, as `settings.availableFields` names them: `count`, `sum_visits`, `dimensions_coloCode`. */
export const fieldPaths = memo((dataset: string): readonly string[] =>
  Object.entries(rowType(dataset).getFields()).flatMap(([name, { type }]) => {
    const named = getNamedType(type);
    return isObjectType(named) ? Object.keys(named.getFields()).map((sub) => `${name}_${sub}`) : [name];
  }),
);
