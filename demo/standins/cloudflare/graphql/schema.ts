/** The real schema, built once; questions about its types, answered once each. */
import { readFileSync } from 'node:fs';
import {
  assertValidSchema,
  buildSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';

const file = new URL('../../../../exporters/cloudflare/schema/schema.graphql', import.meta.url);

/**
 * A filter has some six hundred fields, and graphql-js walks all of them for each value of it. Fields that nobody has ever
 * named are hidden from that walk: they are optional, so that nothing changes but the time it takes.
 */
const filterFields = (schema: GraphQLSchema): readonly Record<string, unknown>[] =>
  Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .map((type) => type.getFields());
const see = (fields: Record<string, unknown>, name: string, enumerable: boolean): void => {
  if (name in fields) Object.defineProperty(fields, name, { enumerable });
};

const named = new Set<string>();
const made: GraphQLSchema[] = [];

/** Words of a question: whatever of them is a field of a filter is seen from now on. */
export const noticeNames = (text: string): void => {
  for (const [name] of text.matchAll(/[A-Za-z]\w*/g)) {
    if (named.has(name)) continue;
    named.add(name);
    for (const fields of made.flatMap(filterFields)) see(fields, name, true);
  }
};

const build = (): GraphQLSchema => {
  const schema = buildSchema(readFileSync(file, 'utf8'));
  // While all of it can be seen; graphql-js remembers.
  assertValidSchema(schema);
  for (const type of Object.values(schema.getTypeMap()).filter(isInputObjectType)) {
    const fields = type.getFields();
    for (const [name, field] of Object.entries(fields)) {
      if (!isRequiredInputField(field) && !named.has(name)) see(fields, name, false);
    }
  }
  made.push(schema);
  return schema;
};

let built: GraphQLSchema | undefined;
export const analyticsSchema = (): GraphQLSchema => {
  built ??= build();
  return built;
};

let loose: GraphQLSchema | undefined;
/** The same, but a dataset that fails is null alone: how partial answers come about. Never used to validate. */
export const looseSchema = (): GraphQLSchema => {
  if (loose) return loose;
  const schema = build();
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
