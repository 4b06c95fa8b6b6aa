/** Ids within one dashboard. Those of panels come from their keys; two keys that meet are an error in `compile`. */

/** A, B, … Z, AA, AB … */
export const refId = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : `${refId(Math.floor(index / 26) - 1)}${String.fromCharCode(65 + (index % 26))}`;

export const assertUnique = (what: string, values: readonly (string | number)[]): void => {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Error(`${what} ${twice} is used twice`);
};
