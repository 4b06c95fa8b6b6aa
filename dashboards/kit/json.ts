/** JSON that is the same for the same fleet, byte for byte: keys sorted, two spaces, a final newline. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

/** A deep copy as plain JSON: builders hand out their live objects, and two dashboards must never share one. */
export const clone = (value: unknown): Json => JSON.parse(JSON.stringify(value));

export const stableJson = (value: Json): string => `${JSON.stringify(sorted(value), null, 2)}\n`;
