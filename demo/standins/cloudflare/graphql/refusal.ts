/** What the API says when it refuses: its words and codes. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** `statusCode`: what the documentation gives for it where errors do not hide in a 200. */
export const refusal = (message: string, code: string | undefined, statusCode: number): GraphQLError =>
  new GraphQLError(message, { extensions: { ...(code === undefined ? {} : { code }), statusCode } });

export const refusals = {
  dataset: (tag: string) => refusal(`zone '${tag}' does not have access to the path`, 'authz', 403),
  field: (tag: string, field: string) =>
    refusal(`zone '${tag}' does not have access to the field '${field}'`, 'authz', 403),
  range: (tag: string, max: number, asked: number) =>
    refusal(
      `query time range is too large for zone ${tag}. Time range can't be wider than ${max}s, but it's ${asked}s`,
      'quota',
      400,
    ),
  age: (tag: string, max: number) => refusal(`zone '${tag}' cannot request data older than ${max}s`, 'quota', 400),
  fields: (max: number, asked: number) =>
    refusal(`number of fields can't be more than ${max}, but it's ${asked}`, 'quota', 400),
  limit: (max: number) => refusal(`limit must be positive number and not greater than ${max}`, 'quota', 400),
  time: () => refusal('filter must include a time range', undefined, 400),
  zones: (asked: number) => refusal(`too many zones requested: ${asked}, limit is 10`, 'quota', 400),
  noZones: () => refusal('empty zone filters not allowed', undefined, 400),
  notYours: (tags: readonly string[]) =>
    refusal(`zones [${tags.map((tag) => `'${tag}'`).join(' ')}] are not authorized`, 'authz', 403),
  account: () => refusal('not authorized for that account', 'authz', 403),
  budget: () => refusal('rate limiter budget depleted, please try again later', 'budget', 429),
  nodes: () => refusal('too many nodes are requested', 'quota', 429),
  resources: () =>
    refusal('query consumes excessive resources, please reduce the time range or the number of fields', 'quota', 429),
} as const;

/** Indices are texts in its paths; `extensions` hold the time and the code. */
export const told = (error: GraphQLError, now: number): GraphQLFormattedError => {
  const { code } = error.extensions;
  return {
    message: error.message,
    // Its paths are of texts alone; the type of graphql-js allows that.
    path: (error.path?.map(String) ?? null) as GraphQLFormattedError['path'] & object,
    extensions: { timestamp: new Date(now).toISOString(), ...(typeof code === 'string' ? { code } : {}) },
  };
};
