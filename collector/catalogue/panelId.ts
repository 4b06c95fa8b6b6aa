/** What dashboards and the links of alerts must agree on. */

/**
 * The id of a panel from its stable key: FNV-1a, folded to 1…999,999. It stays the same when panels are added, moved or
 * removed, so that links and queries of the public API go on meaning the same.
 */
export const panelId = (key: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % 999_999) + 1;
};
