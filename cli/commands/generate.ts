import type { Command } from 'commander';
import { CommandError, note, out } from '../io.ts';
import type { Drift } from '../tree.ts';

interface GenerateOptions {
  readonly config?: string;
  readonly check?: true;
  readonly runtime?: string;
  readonly vantage?: readonly string[];
  readonly out?: string;
  readonly examples?: true;
  readonly json?: true;
}

/** What `generate --json` prints, as one object. */
interface GenerateResult {
  readonly ok: boolean;
  /** With --check nothing is written and any drift is a failure; without it, what was mended. */
  readonly checked: boolean;
  readonly files: number;
  readonly drift: readonly Drift[];
}

/** `headwatch generate`: rules, targets, Alertmanager and dashboards of a fleet, or of the examples in a clone. */
export const registerGenerate = (program: Command): void => {
  program
    .command('generate')
    .description('Write targets, rules, alertmanager.yml and dashboards below $HEADWATCH_HOME/generated.')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--check', 'write nothing, say which files differ; without --config also for the examples of a clone')
    .option(
      '--runtime <dir>',
      'also write what runs on this machine, secrets inlined: alertmanager.yml, prometheus.yml',
    )
    .option(
      '--vantage <name>',
      'write only the directory to copy to the host of this vantage (again for more); then kept up to date',
      (name, before: readonly string[] = []) => [...before, name],
    )
    .option('--out <dir>', 'with one --vantage: the directory (default: $HEADWATCH_HOME/generated/vantages/NAME)')
    .option('--examples', "write a clone's own examples, schema and reference pages instead")
    .option('--json', 'print one JSON object: {ok, checked, files, drift}')
    .addHelpText(
      'after',
      `
Examples:
  headwatch generate
  headwatch generate --check                # in CI: is what is checked in what fleet.yaml says?
  headwatch generate --runtime home/runtime # also the configurations that the processes start with
  headwatch generate --vantage us           # what a collector in us needs: no node, no origin, no secret

Exit codes: 0 done, or nothing differs; 1 --check found a difference; 2 bad fleet file or usage.`,
    )
    .action(generate);
};

const generate = async (options: GenerateOptions): Promise<void> => {
  const { config, check = false, examples = false } = options;
  if (examples && config) throw new CommandError('--examples and --config exclude each other', 2);
  if (options.runtime && (check || examples))
    throw new CommandError('--runtime writes for one fleet: no --check, no --examples', 2);
  const { vantage: vantages = [], out: dir } = options;
  if (vantages.length > 0 && (examples || options.runtime))
    throw new CommandError('--vantage writes what its host needs alone: no --runtime, no --examples', 2);
  if (dir !== undefined && vantages.length !== 1) throw new CommandError('--out goes with one --vantage', 2);
  const { existsSync } = await import('node:fs');
  const { configPath } = await import('../../collector/config/path.ts');
  const generation = await import('../generation.ts');
  const { compareTree, writePrivate, writeTree } = await import('../tree.ts');

  const file = configPath(config);
  const checkAll = check && config === undefined && vantages.length === 0;
  const trees = [...(examples || checkAll ? await generation.exampleTrees() : [])];
  const { loadChecked } = await import('../loadChecked.ts');
  const load = () => ({ fleet: generation.loadForGeneration(file) });
  const found = !examples && (!checkAll || existsSync(file)) ? (await loadChecked(file, load)).loaded.fleet : undefined;
  const fleet = found && !check && vantages.length === 0 ? generation.withOwnSecrets(found, file) : found;
  if (fleet && vantages.length === 0) trees.push(await generation.homeTree(fleet, file));
  if (fleet) trees.push(...vantages.map((vantage) => generation.vantageTree(fleet, file, vantage, dir)));

  const drift = trees.flatMap((tree) =>
    (check ? compareTree(tree) : writeTree(tree)).map(({ path, what }) => ({
      path: tree.label ? `${tree.label}/${path}` : path,
      what,
    })),
  );
  if (fleet && options.runtime) {
    const { files, without } = generation.runtimeCopies(fleet, generation.generatedDir(fleet, file));
    writePrivate(options.runtime, files);
    for (const loss of without) note(`warning: ${loss}`);
  }

  const result = {
    ok: !check || drift.length === 0,
    checked: check,
    files: trees.reduce((sum, tree) => sum + tree.files.size, 0),
    drift,
  };
  out(options.json ? JSON.stringify(result) : report(result));
  if (!result.ok) process.exitCode = 1;
};

const done: Readonly<Record<Drift['what'], string>> = { missing: 'added', changed: 'changed', orphan: 'removed' };
const wrong: Readonly<Record<Drift['what'], string>> = { missing: 'missing', changed: 'differs', orphan: 'orphan' };

const report = ({ ok, checked, files, drift }: GenerateResult): string => {
  const words = checked ? wrong : done;
  const lines = drift.map(({ path, what }) => `${words[what].padEnd(8)} ${path}`);
  if (!checked)
    lines.push(
      drift.length > 0 ? `${files} files, ${drift.length} written or removed` : `${files} files, all as they were`,
    );
  else if (ok) lines.push(`${files} files, all as generated`);
  else
    lines.push(
      `${drift.length} of ${files} files differ; run \`headwatch generate\` (in a clone: \`npm run generate\`)`,
    );
  return lines.join('\n');
};
