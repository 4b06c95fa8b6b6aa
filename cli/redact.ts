/** Takes the fleet's secrets out of a text that another program wrote. */
import type { Fleet } from '../collector/config/fleet.ts';
import { secretsOf } from '../collector/config/secrets.ts';
import { createRedactor } from '../collector/rpc/redact.ts';

/** Also without the API's base address, which the runtime copy of a Discord webhook may have replaced. */
export const withoutSecrets = (text: string, fleet: Fleet): string =>
  secretsOf(fleet)
    .flatMap((secret) => {
      const value = secret.value?.reveal() ?? '';
      return [value, /\/webhooks\/.*$/.exec(value)?.[0] ?? ''];
    })
    .filter((value) => value !== '')
    .reduce((clean, value) => clean.replaceAll(value, '[redacted]'), text);

/** The same, and without the addresses, keys and headers of everything that is asked. */
export const withoutAddresses = (text: string, fleet: Fleet): string =>
  [
    ...[...fleet.nodes, ...fleet.references, ...fleet.edges].map(({ endpoint }) => endpoint),
    ...fleet.edges.flatMap(({ beacon }) => beacon ?? []),
    ...fleet.edges.flatMap(({ ws, endpoint }) => (ws ? [{ ...endpoint, url: ws }] : [])),
  ]
    .map((endpoint) => createRedactor(endpoint))
    .reduce((clean, redact) => redact(clean), withoutSecrets(text, fleet));
