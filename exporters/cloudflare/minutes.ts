/** Minutes since 1970 in UTC, which is what Cloudflare counts in. */
export const minuteOf = (ms: number): number => Math.floor(ms / 60_000);

/** ISO 8601 as the API writes it: 2026-11-22T22:20:00Z. */
export const minuteText = (minute: number): string => new Date(minute * 60_000).toISOString().replace('.000Z', 'Z');

/** undefined for what is no time. */
export const parseMinute = (text: string): number | undefined => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : minuteOf(at);
};
