/** Grafana's own secrets: made for the user, for nobody has to choose them, and refused where somebody chose badly. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigFault } from '../configError.ts';

/** Files in secrets/: password of `admin` and the key that encrypts Grafana's database, of each Grafana its own. */
export const grafanaSecrets = [
  'grafana_admin',
  'grafana_secret_key',
  'grafana_public_admin',
  'grafana_public_secret_key',
] as const;

const shortest = 16;
const fileOf = (home: string, name: string): string => join(home, 'secrets', name);

/** Makes those that are missing, 0600, and returns their paths. One that is there is kept. */
export const makeGrafanaSecrets = (home: string): readonly string[] => {
  const missing = grafanaSecrets.map((name) => fileOf(home, name)).filter((file) => !existsSync(file));
  if (missing.length > 0) mkdirSync(join(home, 'secrets'), { recursive: true, mode: 0o700 });
  for (const file of missing) {
    writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return missing;
};

/** What is wrong with those that are there. A fault never holds the secret: it says only what kind of bad it is. */
export const grafanaSecretFaults = (home: string): readonly ConfigFault[] => {
  const seen = new Map<string, string>();
  return grafanaSecrets.flatMap((name): readonly ConfigFault[] => {
    const file = fileOf(home, name);
    if (!existsSync(file)) return [];
    const text = readFileSync(file, 'utf8').trim();
    const before = seen.get(text);
    seen.set(text, name);
    const found =
      text === ''
        ? 'an empty file'
        : /^(admin|password|grafana|change.?me|secret|default|123456)/i.test(text)
          ? 'a default or a word that is guessed first'
          : text.length < shortest
            ? `${text.length} characters`
            : before === undefined
              ? undefined
              : `the same as in ${before}`;
    if (found === undefined) return [];
    const expected = `at least ${shortest} random characters of its own; without the file \`headwatch generate\` makes it`;
    return [{ path: `secrets/${name}`, found, expected }];
  });
};
