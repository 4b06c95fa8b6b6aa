/** Durations as Go prints them, in which Cloudflare's monitors tell round trips: "201.5ms", "1m2.5s", "0s". */

const units: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ns: 1e-9,
};

/** Seconds; undefined for anything that is no such duration, or that is negative. */
export const goDuration = (text: string): number | undefined => {
  if (text === '0') return 0;
  if (!/^\+?(\d+(\.\d*)?(h|ms|m|s|us|µs|μs|ns))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d*)?)(h|ms|m|s|us|µs|μs|ns)/g)) {
    seconds += Number(amount) * (units[unit] ?? Number.NaN);
  }
  return Number.isFinite(seconds) ? seconds : undefined;
};
