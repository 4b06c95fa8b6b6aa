/** Ids that stay the same when panels are added, moved or removed: the public API keys queries by panel id. */

/** FNV-1a over the key, folded to 1…999,999. Two keys of one dashboard that meet are an error in `compile`. */
export const panelId = (key: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % 999_999) + 1;
};

/** A, B, … Z, AA, AB … */
export const refId = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : `${refId(Math.floor(index / 26) - 1)}${String.fromCharCode(65 + (index % 26))}`;

export const assertUnique = (what: string, values: readonly (string | number)[]): void => {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Error(`${what} ${twice} is used twice`);
};
