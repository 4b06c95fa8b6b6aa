/** Loads a fleet with everything that people write checked at once: fleet.yaml, `alerts:` in it, rules.d, Grafana's passwords. */
import { dirname, resolve } from 'node:path';
import { readUserRules, type UserRuleFile } from '../alerts/rules/user/index.ts';
import { checkSyntax } from '../alerts/rules/user/syntax.ts';
import { ConfigError } from '../collector/config/configError.ts';
import type { Fleet } from '../collector/config/fleet.ts';
import { grafanaSecretFaults } from '../collector/config/init/grafanaSecrets.ts';
import { note } from './io.ts';

export interface Checked<T> {
  readonly loaded: T;
  readonly userRules: readonly UserRuleFile[];
}

/** @throws ConfigError with the faults of fleet.yaml, of rules.d and of Grafana's secrets together */
export const loadChecked = async <T extends { readonly fleet: Fleet }>(
  file: string,
  load: () => T,
): Promise<Checked<T>> => {
  let loaded: T | undefined;
  let failure: ConfigError | undefined;
  try {
    loaded = load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    failure = error;
  }
  const home = dirname(resolve(file));
  const rules = readUserRules(home, loaded?.fleet);
  const syntax = await checkSyntax(home, rules.files);
  // promtool cannot read a file of another shape, and says so once more.
  const told = (path: string): boolean => rules.faults.some((fault) => fault.path.startsWith(`${path}:`));
  const news = syntax.faults.filter(({ path }) => !told(path));
  const faults = [...(failure?.faults ?? []), ...rules.faults, ...news, ...grafanaSecretFaults(home)];
  if (faults.length > 0 || loaded === undefined) throw new ConfigError(file, faults);
  if (!syntax.checked)
    note('WARNING: promtool is not on PATH, so nothing checked the PromQL of rules.d before Prometheus reads it.');
  return { loaded, userRules: rules.files };
};
