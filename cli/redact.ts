/** Takes the fleet's secrets out of a text that another program wrote. */
import type { Fleet } from '../collector/config/fleet.ts';
import { secretsOf } from '../collector/config/secrets.ts';

/** Also without the API's base address, which the runtime copy of a Discord webhook may have replaced. */
export const withoutSecrets = (text: string, fleet: Fleet): string =>
  secretsOf(fleet)
    .flatMap((secret) => {
      const value = secret.value?.reveal() ?? '';
      return [value, /\/webhooks\/.*$/.exec(value)?.[0] ?? ''];
    })
    .filter((value) => value !== '')
    .reduce((clean, value) => clean.replaceAll(value, '[redacted]'), text);
