import type { Command } from 'commander';
import type { AlertChange } from '../../alerts/apply/changes.ts';
import type { LiveReport } from '../../alerts/apply/live.ts';
import type { ToolReport } from '../../alerts/apply/tools.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { CommandError, note, out } from '../io.ts';
import type { Drift } from '../tree.ts';

interface ApplyOptions {
  readonly config?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** What `apply --json` prints, as one object. */
interface ApplyResult {
  readonly ok: boolean;
  readonly dryRun: boolean;
  readonly alerts: readonly AlertChange[];
  readonly files: readonly Drift[];
  readonly tools: readonly Pick<ToolReport, 'tool' | 'outcome'>[];
  readonly live: readonly LiveReport[];
  /** What a missing secret costs, as sentences. */
  readonly without: readonly string[];
}

/** `headwatch apply`: from fleet.yaml to what runs, refusing whatever the tools refuse. */
export const registerApply = (program: Command): void => {
  program
    .command('apply')
    .description(
      'Generate, check with promtool and amtool, reload what runs, verify that it is live, say what changed.',
    )
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--dry-run', 'generate and check only; write and reload nothing')
    .option('--json', 'print one JSON object: {ok, dryRun, alerts, files, tools, live, without}')
    .addHelpText(
      'after',
      `
Prometheus must run with --web.enable-lifecycle. Alertmanager may read generated/alertmanager/alertmanager.yml (0.28
or newer) or runtime/alertmanager.yml (any); apply writes both.

Examples:
  headwatch apply --dry-run
  headwatch apply

Exit codes: 0 everything is live; 1 something is not, or a tool refused; 2 bad fleet file.`,
    )
    .action(apply);
};

const apply = async (options: ApplyOptions): Promise<void> => {
  const { join } = await import('node:path');
  const { configPath } = await import('../../collector/config/path.ts');
  const generation = await import('../generation.ts');
  const { alertChanges } = await import('../../alerts/apply/changes.ts');
  const { compareTree, readOrUndefined, writePrivate, writeTree } = await import('../tree.ts');

  const dryRun = options.dryRun === true;
  const file = configPath(options.config);
  const { loadChecked } = await import('../loadChecked.ts');
  const { loaded, userRules } = await loadChecked(file, () => ({ fleet: generation.loadForGeneration(file) }));
  const fleet = dryRun ? loaded.fleet : generation.withOwnSecrets(loaded.fleet, file);
  const tree = await generation.homeTree(fleet, file);
  const tools = await checkFirst(fleet, tree.files);

  // With those that go away: their alerts are removed.
  const gone = compareTree(tree).flatMap(({ path, what }) => (what === 'orphan' ? [path] : []));
  const ruleFiles = [...tree.files.keys(), ...gone].filter((path) => path.startsWith('prometheus/rules/'));
  const before = ruleFiles.map((path) => readOrUndefined(join(tree.root, path)));
  const alerts = alertChanges(
    before,
    ruleFiles.map((path) => tree.files.get(path) ?? ''),
  );
  const files = dryRun ? compareTree(tree) : writeTree(tree);
  const { files: runtime, without } = generation.runtimeCopies(fleet, tree.root);
  if (!dryRun) writePrivate(join(fleet.home, 'runtime'), runtime);

  const { makeLive } = await import('../../alerts/apply/live.ts');
  const live = dryRun ? [] : await makeLive(fleet, userRules);
  const ok = live.every((report) => report.live);
  const result: ApplyResult = {
    ok,
    dryRun,
    alerts,
    files: files.map(({ path, what }) => ({ path: `${tree.label}/${path}`, what })),
    tools: tools.map(({ tool, outcome }) => ({ tool, outcome })),
    live,
    without,
  };
  for (const loss of without) note(`WARNING: ${loss}`);
  out(options.json ? JSON.stringify(result) : report(result));
  if (!ok) process.exitCode = 1;
};

/** Renders everything into a private directory of its own and lets the tools judge it there. */
const checkFirst = async (fleet: Fleet, files: ReadonlyMap<string, string>): Promise<readonly ToolReport[]> => {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { checkConfigs } = await import('../../alerts/apply/tools.ts');
  const { runtimeCopies } = await import('../generation.ts');
  const { writeTree, writePrivate } = await import('../tree.ts');
  // mkdtemp makes it 0700: the runtime copy holds secrets.
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-apply-'));
  try {
    writeTree({ root: join(dir, 'generated'), files, whole: true });
    writePrivate(dir, runtimeCopies(fleet, join(dir, 'generated')).files);
    const tools = await checkConfigs(dir);
    for (const { tool, outcome } of tools)
      if (outcome === 'missing')
        note(`WARNING: ${tool} is not on PATH, so nothing checked its half before the reload.`);
    const refused = tools.filter(({ outcome }) => outcome === 'refused');
    if (refused.length === 0) return tools;
    const { withoutSecrets } = await import('../redact.ts');
    const said = refused.map(
      ({ tool, output }) => `${tool} refuses what was generated:\n${withoutSecrets(output, fleet)}`,
    );
    throw new CommandError(`${said.join('\n')}\nNothing was written or reloaded.`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const wordOf: Readonly<Record<Drift['what'], string>> = { missing: 'added', changed: 'changed', orphan: 'removed' };

const report = ({ dryRun, alerts, files, live, tools }: ApplyResult): string => {
  const lines: string[] = [];
  const would = dryRun ? 'would be ' : '';
  if (alerts.length === 0) lines.push('No alert changes.');
  for (const { alert, what, parts } of alerts)
    lines.push(`Alert ${alert} ${would}${what}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}.`);
  for (const { path, what } of files) lines.push(`File ${path} ${would}${wordOf[what]}.`);
  if (files.length === 0) lines.push('No file changes.');
  const passed = tools.filter(({ outcome }) => outcome === 'ok').map(({ tool }) => tool);
  if (passed.length > 0) lines.push(`Checked by ${passed.join(' and ')}.`);
  for (const one of live) lines.push(`${one.process} at ${one.url}: ${one.live ? '' : 'NOT LIVE: '}${one.detail}.`);
  if (live.some((one) => !one.live))
    lines.push('The files are written. Start what does not run as docs/operate.md says, then apply again.');
  return lines.join('\n');
};
