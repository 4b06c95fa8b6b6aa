/** Puts the first files into the home: fleet.yaml, secrets/, .gitignore. */
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Secret } from '../secret.ts';
import { makeGrafanaSecrets } from './grafanaSecrets.ts';

/** What must never reach a git repository in the home. */
const ignored = ['secrets/', 'runtime/', 'data/'];

export interface HomeFiles {
  readonly fleet: string;
  /** Content for secrets/discord_webhook. */
  readonly discordWebhook: Secret | undefined;
}

/** Where fleet.yaml as `init` writes it has the router's token. */
const routerToken = join('secrets', 'router_token');

/** Nobody has to know it, so nobody has to choose it. 32 bytes, base64url. */
const newToken = (): string => randomBytes(32).toString('base64url');

/** Makes the router's token, 0600. One that is there is kept: processes that run have read it. */
export const makeRouterToken = (file: string): boolean => {
  if (existsSync(file)) return false;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writePrivate(file, `${newToken()}\n`);
  return true;
};

const writePrivate = (file: string, text: string): void => {
  writeFileSync(file, text, { mode: 0o600 });
  // The mode above holds for new files only.
  chmodSync(file, 0o600);
};

/** Writes what is new and returns the paths written. An existing fleet.yaml is kept beside it as fleet.yaml.bak. */
export const writeHome = (home: string, files: HomeFiles): readonly string[] => {
  const written: string[] = [];
  const secrets = join(home, 'secrets');
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  chmodSync(secrets, 0o700);

  const ignoreFile = join(home, '.gitignore');
  const before = existsSync(ignoreFile) ? readFileSync(ignoreFile, 'utf8') : '';
  const missing = ignored.filter((line) => !before.split(/\r?\n/).includes(line));
  if (missing.length > 0) {
    const gap = before === '' || before.endsWith('\n') ? '' : '\n';
    writeFileSync(ignoreFile, `${before}${gap}${missing.join('\n')}\n`);
    written.push(ignoreFile);
  }

  if (files.discordWebhook) {
    const file = join(secrets, 'discord_webhook');
    writePrivate(file, `${files.discordWebhook.reveal()}\n`);
    written.push(file);
  }

  const token = join(home, routerToken);
  if (makeRouterToken(token)) written.push(token);
  written.push(...makeGrafanaSecrets(home));

  const fleetFile = join(home, 'fleet.yaml');
  if (existsSync(fleetFile)) {
    copyFileSync(fleetFile, `${fleetFile}.bak`);
    chmodSync(`${fleetFile}.bak`, 0o600);
    written.push(`${fleetFile}.bak`);
  }
  // An address may hold a key, so the file is the owner's alone.
  writePrivate(fleetFile, files.fleet);
  written.push(fleetFile);
  return written;
};
