/**
 * fleet.yaml to `Fleet`: YAML, `${VARIABLES}`, schema, cross-field checks, secret files. Everything that is wrong is
 * reported at once, as a ConfigError; nothing that may be secret is in it.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AlertTable } from './alertTable.ts';
import { buildFleet, forVantage } from './buildFleet.ts';
import { checkCloudflare } from './checks/cloudflare.ts';
import { createContext, createDraft } from './checks/draft.ts';
import { checkEndpoints } from './checks/endpoints.ts';
import { checkLadders } from './checks/ladders.ts';
import { checkNames } from './checks/names.ts';
import { checkPublish } from './checks/publish.ts';
import { checkRelations } from './checks/relations.ts';
import { checkSecretFiles } from './checks/secretFiles.ts';
import { checkTreasury } from './checks/treasury.ts';
import { checkVantages } from './checks/vantages.ts';
import { ConfigError, type ConfigFault } from './configError.ts';
import type { Fleet } from './fleet.ts';
import type { KindTable } from './kindTable.ts';
import type { NamedSecret } from './namedSecret.ts';
import { type Path, type PlacedFault, valueAt } from './read/faultPath.ts';
import { interpolate, scrub, type UnsetVariable } from './read/interpolate.ts';
import { parseYaml } from './read/parseYaml.ts';
import { schemaFaults } from './read/schemaFaults.ts';
import { fleetSchema } from './schema.ts';
import { contentFault, namedSecret, type SecretPath } from './secrets.ts';

export interface LoadOptions {
  readonly kinds: KindTable;
  /** Names and limits of `alerts:`; given by the commands that generate or check. */
  readonly alerts?: AlertTable | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Unset variables in addresses and headers are no faults: for `check` and `generate`, which send nothing. */
  readonly allowUnset?: boolean | undefined;
  /**
   * Load for the collector of this vantage. For one of `vantages` the result has no nodes, only the edges that serve
   * its region, and only these, the references and the controls need their variables.
   */
  readonly vantage?: string | undefined;
}

export interface ParseOptions extends LoadOptions {
  /** Named in errors. */
  readonly file: string;
  /** Directory that secret files are relative to. */
  readonly home: string;
  /** The text of a file, undefined when there is none. Throws when there is one that cannot be read. */
  readonly readFile: (path: string) => string | undefined;
}

export interface FleetDraft {
  readonly fleet: Fleet;
  /** Variables that are not set where `allowUnset` or `vantage` let that pass. */
  readonly unset: readonly UnsetVariable[];
}

/** Sections that only the central processes read; another vantage does not need their variables and secrets. */
const centralSections = [
  'notify',
  'alerts',
  'router',
  'prometheus',
  'alertmanagers',
  'grafana',
  'publish',
  'heartbeats',
  'upgrades',
  'cloudflare',
  'isolation',
  'treasury',
];

/** `beacon` of a node is the name of another one; of an edge it is an address. */
const isEndpoint = (path: Path): boolean =>
  (path.length === 3 && ['rpc', 'host', 'url', 'ws'].includes(String(path[2]))) ||
  (path[0] === 'edges' && path[2] === 'beacon') ||
  path[2] === 'headers' ||
  (path[0] === 'isolation' && path[3] === 'address');

/** Where an unset variable does no harm. */
const tolerance = (data: unknown, { allowUnset }: LoadOptions, remote: boolean, region: string) => {
  const servesVantage = (path: Path): boolean =>
    path[0] !== 'edges' || valueAt(data, [...path.slice(0, 2), 'regions', region]) !== undefined;
  return (path: Path): boolean => {
    if (!isEndpoint(path) || !['nodes', 'references', 'edges', 'controls', 'isolation'].includes(String(path[0])))
      return false;
    return allowUnset === true || (remote && (path[0] === 'nodes' || !servesVantage(path)));
  };
};

const withoutSections = (data: unknown, sections: readonly string[]): unknown =>
  typeof data === 'object' && data !== null && !Array.isArray(data)
    ? Object.fromEntries(Object.entries(data).filter(([key]) => !sections.includes(key)))
    : data;

/** Where collectors run, the central one first, and the region that each speaks for. */
const vantagesIn = (data: unknown): readonly { readonly name: string; readonly region: string }[] => {
  const others = valueAt(data, ['vantages']);
  const list: readonly unknown[] = Array.isArray(others) ? others : [];
  return [{ name: valueAt(data, ['vantage']) }, ...list].map((item) => {
    const [name, region] = [valueAt(item, ['name']), valueAt(item, ['region'])];
    const text = typeof name === 'string' ? name : '';
    return { name: text, region: typeof region === 'string' ? region : text };
  });
};

const checks = [
  checkNames,
  checkEndpoints,
  checkRelations,
  checkVantages,
  checkLadders,
  checkSecretFiles,
  checkPublish,
  checkCloudflare,
  checkTreasury,
];

/** The fleet in a text, with what is not set. Throws ConfigError with every fault. */
export const parseFleetDraft = (text: string, options: ParseOptions): FleetDraft => {
  const { file, home, kinds, alerts, env = process.env, vantage } = options;
  const yaml = parseYaml(text);
  if (yaml.faults.length > 0) throw new ConfigError(file, yaml.faults);
  const faults: PlacedFault[] = [];

  const vantages = vantagesIn(interpolate(yaml.data, env, () => true).data);
  const names = vantages.map(({ name }) => name);
  const remote = vantage !== undefined && vantage !== names[0];
  const region = vantages.find(({ name }) => name === vantage)?.region ?? '';
  if (remote && !names.includes(vantage)) {
    faults.push({ at: [], path: '--vantage', found: JSON.stringify(vantage), expected: `one of ${names.join(', ')}` });
  }

  const relevant = remote ? withoutSections(yaml.data, centralSections) : yaml.data;
  const filled = interpolate(relevant, env, tolerance(yaml.data, options, remote, region));
  const unsetPaths = new Set(filled.unset.map((variable) => variable.path));
  const noValue = new Set(filled.faults.map((fault) => fault.path));
  faults.push(...filled.faults);

  const schema = fleetSchema(kinds, alerts);
  const parsed = schema.safeParse(filled.data);
  const shape = parsed.success ? [] : schemaFaults(parsed.error.issues, filled.data, schema, filled.taken);
  faults.push(...shape.filter((fault) => !noValue.has(fault.path)));

  const faulty = [...filled.faults, ...shape].map((fault) => fault.at);
  const draft = createDraft(filled.data, faulty);
  const marks = { unset: unsetPaths, taken: filled.taken, central: !remote };
  const { context, faults: crossed } = createContext(filled.data, draft, kinds, marks);
  const isMap = !faulty.some((at) => at.length === 0);
  for (const check of isMap ? [...checks, ...(alerts ? [alerts.check] : [])] : []) check(context);
  faults.push(...crossed);

  const secretFaults: ConfigFault[] = [];
  if (parsed.success && faults.length === 0) {
    const secret = secretReader(options, home, secretFaults);
    const fleet = buildFleet(parsed.data, { home, kinds, secret });
    if (secretFaults.length === 0) return { fleet: remote ? forVantage(fleet, vantage) : fleet, unset: filled.unset };
  }
  const inOrder = faults.toSorted((one, other) => yaml.offsetOf(one.at) - yaml.offsetOf(other.at));
  throw new ConfigError(file, [
    ...inOrder.map(({ path, found, expected }) => ({
      path,
      found: scrub(found, filled.values),
      expected: scrub(expected, filled.values),
    })),
    ...secretFaults,
  ]);
};

const secretReader =
  ({ readFile, allowUnset }: ParseOptions, home: string, faults: ConfigFault[]) =>
  (path: SecretPath, name: string): NamedSecret => {
    let content: string | undefined;
    try {
      content = readFile(resolve(home, name));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      // `check` shows it in its table; a process that needs the secret must not start as if there were none.
      if (!allowUnset)
        faults.push({ path, found: `a file that cannot be read (${code})`, expected: 'a readable file' });
    }
    const secret = namedSecret(path, name, home, content);
    const wrong = secret.value && contentFault(path, secret.value.reveal());
    if (wrong) faults.push({ path, ...wrong });
    return secret;
  };

/** The fleet in a text. Throws ConfigError with every fault. */
export const parseFleet = (text: string, options: ParseOptions): Fleet => parseFleetDraft(text, options).fleet;

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/** The fleet in a file, with what is not set. Throws ConfigError with every fault. */
export const loadFleetDraft = (file: string, options: LoadOptions): FleetDraft => {
  let text: string | undefined;
  try {
    text = readIfThere(file);
  } catch {
    throw new ConfigError(file, [
      { path: '(the file)', found: 'a file that cannot be read', expected: 'a readable file' },
    ]);
  }
  if (text === undefined) {
    const expected = 'a fleet file (`headwatch init --rpc URL` writes one)';
    throw new ConfigError(file, [{ path: '(the file)', found: 'no such file', expected }]);
  }
  return parseFleetDraft(text, { ...options, file, home: dirname(resolve(file)), readFile: readIfThere });
};

/** The fleet in a file. Throws ConfigError with every fault. */
export const loadFleet = (file: string, options: LoadOptions): Fleet => loadFleetDraft(file, options).fleet;
