/** What `generate` and `apply` write: joins the rooms that generate. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { alertFiles, runtimeAlertmanager } from '../alerts/generate.ts';
import { generatedHeader } from '../alerts/rules/generatedHeader.ts';
import { alertTable } from '../alerts/rules/overrides.ts';
import { userRuleFiles, userRulesOf } from '../alerts/rules/user/index.ts';
import type { Fleet } from '../collector/config/fleet.ts';
import { makeGrafanaSecrets } from '../collector/config/init/grafanaSecrets.ts';
import { makeRouterToken } from '../collector/config/init/writeHome.ts';
import { fleetJsonSchema } from '../collector/config/jsonSchema.ts';
import { loadFleetDraft, parseFleet } from '../collector/config/load.ts';
import { secretsOf } from '../collector/config/secrets.ts';
import { kinds } from '../exporters/kinds.ts';
import { CommandError, shownPath } from './io.ts';
import { metricsReference } from './reference/metrics.ts';
import { policyReference } from './reference/policy.ts';
import { scaleConfig } from './reference/scaleConfig.ts';
import { statusReference } from './reference/status.ts';
import type { Files, Tree } from './tree.ts';
import { vantageFiles } from './vantage/files.ts';

export interface LabelledTree extends Tree {
  /** What a person calls the place: it begins printed paths. */
  readonly label: string;
}

/** The root of this package: in a clone, where the examples are. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

/** The two example fleets that a clone carries, without any secret. */
export const exampleNames = ['example', 'minimal'] as const;

/**
 * Where a fleet's tree belongs: `generated/` of its home. For an example file of the clone it is the example's own
 * tree; any other file beside them would write over both, and is refused.
 */
export const generatedDir = (fleet: Fleet, file?: string): string => {
  if (resolve(fleet.home) !== resolve(packageRoot)) return join(fleet.home, 'generated');
  const name = exampleNames.find((each) => file !== undefined && basename(file) === `fleet.${each}.yaml`);
  if (name) return join(packageRoot, 'generated', name);
  throw new CommandError('the fleet file lies in the clone itself, among the examples: move it to a home, ./home', 2);
};

/** Everything generated for a fleet, by path below `generated/`. */
export const generatedFiles = async (fleet: Fleet): Promise<Files> => {
  const { dashboardFiles } = await import('../dashboards/generate.ts');
  const { publicFiles } = await import('../dashboards/provisioning/publicFiles.ts');
  return new Map([...alertFiles(fleet), ...dashboardFiles(fleet), ...publicFiles(fleet)]);
};

/**
 * The fleet behind `--config`. Addresses may hold variables that are not set here, because nothing generated names an
 * address of a node or an edge; a secret file that is there but says nothing is refused, or a page would be lost.
 */
export const loadForGeneration = (file: string): Fleet => {
  const { fleet } = loadFleetDraft(file, { kinds, alerts: alertTable, allowUnset: true });
  const mute = secretsOf(fleet).filter((secret) => secret.value === undefined && existsSync(secret.file));
  if (mute.length === 0) return fleet;
  const lines = mute.map((secret) => `  ${secret.path}: the file is there, but it is empty or cannot be read`);
  throw new CommandError(`${file}:\n${lines.join('\n')}`, 2);
};

/**
 * Makes the secrets that are nobody's to fetch, where they are not there yet: Grafana's, and the router's token, without
 * which Alertmanager could not tell the router anything. And data/, which containers mount: what is not there when they
 * start, Docker makes as root's. Not for the examples of a clone.
 */
export const withOwnSecrets = (fleet: Fleet, file: string): Fleet => {
  if (resolve(fleet.home) === resolve(packageRoot)) return fleet;
  mkdirSync(join(fleet.home, 'data'), { recursive: true, mode: 0o700 });
  makeGrafanaSecrets(fleet.home);
  const { token } = fleet.router;
  if (!token || token.value) return fleet;
  return makeRouterToken(token.file) ? loadForGeneration(file) : fleet;
};

const exampleText = (name: (typeof exampleNames)[number]): string =>
  readFileSync(join(packageRoot, `fleet.${name}.yaml`), 'utf8');

export const exampleFleet = (name: (typeof exampleNames)[number]): Fleet => {
  const file = `fleet.${name}.yaml`;
  const text = exampleText(name);
  // The trees are those of a home, so they do not depend on where the clone is; no secret is read.
  return parseFleet(text, { file, home: '/home', kinds, env: {}, allowUnset: true, readFile: () => undefined });
};

const below = (place: string, files: Files): Files =>
  new Map([...files].map(([path, content]) => [`${place}/${path}`, content]));

/** The directories of some vantages, by path below `generated/`. `text`: the file that the fleet was loaded from. */
const vantageTrees = (text: string, fleet: Fleet, names: readonly string[]): Files =>
  new Map(names.flatMap((name) => [...below(`vantages/${name}`, vantageFiles(text, fleet, name))]));

/** The vantages of the fleet whose directories a home has: each was asked for once, and is kept up to date. */
const vantagesAsked = (fleet: Fleet, root: string): readonly string[] => {
  const dir = join(root, 'vantages');
  const there = existsSync(dir) ? readdirSync(dir) : [];
  return fleet.vantages.map(({ name }) => name).filter((name) => there.includes(name));
};

/** The tree of one vantage: in the home's own, or in a directory that may hold other things too. */
export const vantageTree = (fleet: Fleet, file: string, vantage: string, out?: string): LabelledTree => {
  const files = vantageFiles(readFileSync(file, 'utf8'), fleet, vantage);
  const root = out ?? join(generatedDir(fleet, file), 'vantages', vantage);
  return { label: root === process.cwd() ? '.' : shownPath(root), root, files, whole: out === undefined };
};

/** What a clone carries: the trees of the examples, and single files that stand beside hand-written ones. */
export const exampleTrees = async (): Promise<readonly LabelledTree[]> => {
  const trees: LabelledTree[] = [];
  for (const name of exampleNames) {
    const label = `generated/${name}`;
    const fleet = exampleFleet(name);
    const names = fleet.vantages.map((vantage) => vantage.name);
    const files = new Map([...(await generatedFiles(fleet)), ...vantageTrees(exampleText(name), fleet, names)]);
    trees.push({ label, root: join(packageRoot, label), files, whole: true });
  }
  const documents = new Map([
    ['docs/metrics.md', metricsReference()],
    ['docs/policy.md', policyReference()],
    ['docs/status.md', statusReference()],
    ['deploy/prometheus-scale.yml', scaleConfig(readFileSync(join(packageRoot, 'prometheus.yml'), 'utf8'))],
    ['fleet.schema.json', fleetJsonSchema(kinds, alertTable)],
  ]);
  return [...trees, { label: '', root: packageRoot, files: documents, whole: false }];
};

/** The tree of one home, with the user's own rules and the directories of the vantages that it has. `file`: where the fleet was loaded from. */
export const homeTree = async (fleet: Fleet, file = join(fleet.home, 'fleet.yaml')): Promise<LabelledTree> => {
  const root = generatedDir(fleet, file);
  const asked = vantagesAsked(fleet, root);
  const vantages = asked.length > 0 ? vantageTrees(readFileSync(file, 'utf8'), fleet, asked) : [];
  const own = userRuleFiles(userRulesOf(fleet));
  const files = new Map([...(await generatedFiles(fleet)), ...own, ...vantages]);
  return { label: root === process.cwd() ? '.' : shownPath(root), root, files, whole: true };
};

export interface RuntimeCopies {
  /** Hold secrets. */
  readonly files: Files;
  readonly without: readonly string[];
}

/** What the processes on this machine run with: Alertmanager with secrets inlined, Prometheus with absolute paths. */
export const runtimeCopies = (fleet: Fleet, generated = generatedDir(fleet)): RuntimeCopies => {
  const { text, without } = runtimeAlertmanager(fleet);
  const prometheus: unknown = parse(
    readFileSync(join(packageRoot, 'prometheus.yml'), 'utf8'),
    (_key, value: unknown) =>
      typeof value === 'string' && value.startsWith('generated/') ? join(generated, value.slice(10)) : value,
  );
  const files = new Map([
    ['alertmanager.yml', text],
    ['prometheus.yml', generatedHeader + stringify(prometheus, { lineWidth: 0 })],
  ]);
  return { files, without };
};
