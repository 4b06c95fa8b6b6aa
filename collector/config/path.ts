import { join } from 'node:path';

/** The user's directory: `$HEADWATCH_HOME`, by default `./home`. */
export const homePath = (env: NodeJS.ProcessEnv = process.env): string => env.HEADWATCH_HOME || './home';

/** The fleet file: what `--config` says, else `fleet.yaml` in the home. */
export const configPath = (option?: string, env: NodeJS.ProcessEnv = process.env): string =>
  option ?? join(homePath(env), 'fleet.yaml');
