/** A `*_file` names a file. The secret itself in its place is the likeliest mistake, and must not print. */
import { type CheckContext, placed } from './draft.ts';

const looksSecret = (text: string): boolean =>
  text.includes('://') || /^[A-Za-z0-9+_-]{32}$/.test(text) || /^[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}$/.test(text);

export const checkSecretFiles = ({ draft, fault }: CheckContext): void => {
  for (const [section, keys] of Object.entries(draft.notify ?? {})) {
    for (const [key, value] of Object.entries(keys ?? {})) {
      if (key.endsWith('_file') && typeof value === 'string' && looksSecret(value)) {
        fault(['notify', section, key], 'the name of a file that holds the secret, not the secret', '[redacted]');
      }
    }
  }
  const tokens = [
    [['router', 'token_file'], draft.router?.token_file] as const,
    [['cloudflare', 'token_file'], draft.cloudflare?.token_file] as const,
    ...placed(draft.isolation?.origins).map(
      ([index, { address_file: file }]) => [['isolation', 'origins', index, 'address_file'], file] as const,
    ),
    ...placed(draft.heartbeats).map(
      ([index, { token_file: file }]) => [['heartbeats', index, 'token_file'], file] as const,
    ),
  ];
  // `init` writes 43 characters of base64url; no name of a file looks like that.
  for (const [at, token] of tokens)
    if (typeof token === 'string' && (looksSecret(token) || /^[\w-]{40,}$/.test(token)))
      fault(at, 'the name of a file that holds the secret, not the secret', '[redacted]');
  for (const [index, control] of placed(draft.controls)) {
    const other = placed(draft.controls).find(([, item]) => item.url !== undefined && item.url === control.url);
    if (other && other[0] < index)
      fault(['controls', index, 'url'], 'another address', `the address of controls[${other[0]}] again`);
  }
};
