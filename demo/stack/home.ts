/** The temporary HEADWATCH_HOME of a stack: fleet.yaml, secrets, prometheus.yml. */
import { chmod, copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDir } from './programs.ts';

export const makeHome = async (dir: string | undefined): Promise<string> => {
  const home = dir ?? (await mkdtemp(join(tmpdir(), 'headwatch-')));
  for (const part of ['secrets', 'data', 'logs']) await mkdir(join(home, part), { recursive: true, mode: 0o700 });
  await chmod(home, 0o700);
  return home;
};

export interface Secrets {
  readonly discord_webhook: string;
  readonly pagerduty_key: string;
  readonly deadman_url: string;
  readonly deadman_router_url: string;
  readonly router_token: string;
  readonly discord_members_webhook?: string;
  readonly discord_bot?: string;
  readonly cloudflare_token?: string;
}

/** Writes what `headwatch init` and its user would have written. */
export const fillHome = async (home: string, fleetYaml: string, secrets: Secrets): Promise<void> => {
  await writeFile(join(home, 'fleet.yaml'), fleetYaml, { mode: 0o600 });
  for (const [name, value] of Object.entries(secrets)) {
    await writeFile(join(home, 'secrets', name), `${value}\n`, { mode: 0o600 });
  }
  // It finds rules and targets in `generated/` beside it.
  await copyFile(join(cloneDir, 'prometheus.yml'), join(home, 'prometheus.yml'));
};
