/** What is wrong with a config, told all at once. */

/** One fault of a config: where, what was found (redacted where it may be secret), what was expected. */
export interface ConfigFault {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[];
  constructor(file: string, faults: readonly ConfigFault[]) {
    const lines = faults.map((fault) => `  ${fault.path}: found ${fault.found}, expected ${fault.expected}`);
    super(`${file}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}
