/** Puts the first files into the home: fleet.yaml, secrets/, .gitignore. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Secret } from '../secret.ts';

/** What must never reach a git repository in the home. */
const ignored = ['secrets/', 'runtime/', 'data/'];

export interface HomeFiles {
  readonly fleet: string;
  /** Content for secrets/discord_webhook. */
  readonly discordWebhook: Secret | undefined;
}

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
