/** Where something can be reached, found in text that people typed. */

const group = '[0-9a-f]{1,4}';
/** What is in use of IPv6, not all that could be written: `a::b` and `std::vec` are words of code. */
const first = '(?:[23][0-9a-f]{3}|f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]|64:ff9b)';
const ending = `::(?:${group}(?::${group}){0,6}(?:\\.\\d{1,3}){0,3})?`;
const ipv6 = `${first}(?:(?::${group}){7}|(?::${group}){0,6}${ending})(?:%[\\w.-]+)?`;
const label = '[a-z0-9-]+';

/** The longest first. */
const forms: readonly string[] = [
  '[a-z][a-z0-9+.-]*:\\/\\/\\S+',
  `[a-z0-9._+-]+@(?:${label}\\.)+[a-z]{2,}`,
  `\\[${ipv6}\\](?::\\d+)?`,
  ipv6,
  '\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?',
  // Not `2026.10.rent`: a host has a letter before its last dot.
  `(?=[\\d.-]*[a-z][a-z0-9-]*\\.)(?:${label}\\.){2,}[a-z]{2,}(?::\\d+)?`,
  // Two labels alone are `e.g.`, `v1.rc` and `fleet.yaml` as well: a port tells.
  `${label}\\.[a-z]{2,}:\\d{2,5}`,
];

/** Addresses with a scheme, mail addresses, IP addresses, host names of three labels or more, and of two with a port. */
const addresses = new RegExp(`(?<![\\p{L}\\p{N}])(?:${forms.join('|')})(?![\\p{L}\\p{N}])`, 'giu');

export const hiddenAddress = '[address]';

export const hideAddresses = (text: string): string => text.replaceAll(addresses, hiddenAddress);
