import { ConfigError } from '../../../collector/config/configError.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { loadFleet, type ParseOptions, parseFleet } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';

export interface Refusal {
  readonly lines: readonly string[];
  readonly message: string;
  readonly error: ConfigError;
}

const refusalOf = (load: () => unknown): Refusal => {
  try {
    load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = error.faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`);
    return { lines, message: error.message, error };
  }
  throw new Error('the config is taken, and should not be');
};

/** What is said about a file that must be refused. */
export const faultsOf = (file: string, env: NodeJS.ProcessEnv = {}): Refusal =>
  refusalOf(() => loadFleet(file, { kinds, env }));

const defaults: ParseOptions = { file: 'fleet.yaml', home: '/home/me', kinds, env: {}, readFile: () => undefined };

export const parse = (text: string, options: Partial<ParseOptions> = {}): Fleet =>
  parseFleet(text, { ...defaults, ...options });

export const refusalOfText = (text: string, options: Partial<ParseOptions> = {}): Refusal =>
  refusalOf(() => parse(text, options));

/** A small valid fleet, with more sections after it. */
export const small = (more = ''): string => `
service: { name: test }
vantage: eu
nodes:
  - { name: arb-eu, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: 10.8.0.11 }
${more}`;
