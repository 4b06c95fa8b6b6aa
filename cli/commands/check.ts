import type { Command } from 'commander';
import type { UserRuleFile } from '../../alerts/rules/user/index.ts';
import type { Advice } from '../../collector/config/advice/model.ts';
import type { ConfigFault } from '../../collector/config/configError.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { InventoryLine } from '../../collector/config/inventory.ts';
import { counted } from '../../collector/config/words.ts';
import type { CheckedBooks } from '../check/books.ts';
import type { ProbeReport } from '../check/showProbe.ts';
import { exitCodes, note, out, shownPath } from '../io.ts';
import { table } from '../table.ts';

interface CheckOptions {
  readonly config?: string;
  readonly json?: true;
  readonly card?: true;
  readonly probe?: true;
  readonly dues?: true;
}

/** What `check --json` prints, as one object. */
interface CheckResult {
  readonly ok: boolean;
  readonly faults: readonly ConfigFault[];
  readonly secrets: readonly InventoryLine[];
  readonly advice: readonly Advice[];
  /** Where fleet.yaml has a treasury. */
  readonly treasury?: CheckedBooks;
  /** With --probe. */
  readonly probe?: ProbeReport;
}

export const registerCheck = (program: Command): void => {
  program
    .command('check')
    .description(
      'Validate fleet.yaml, rules.d and the books: every fault at once; list secrets; say what could be better.',
    )
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--card', "also send a test card to the operators' Discord channel")
    .option('--probe', 'also ask every source once, and say what the loss of each thing would cost')
    .option('--dues', 'name members whose dues are not paid also where nobody sits at a terminal')
    .option(
      '--json',
      'print one JSON object: {ok, faults, secrets, advice}, with a treasury {treasury}, with --probe {probe}',
    )
    .addHelpText(
      'after',
      `
Examples:
  headwatch check
  headwatch check --card        # is the Discord webhook right?
  headwatch check --probe       # does everything answer, and what hangs on what?

Exit codes: 0 all is valid (absent secrets are listed, no fault), 1 no test card could be sent, a serving node, a
reference or an edge does not answer --probe, or the router would let nobody in (its token is named and absent, its
listener not on loopback), 2 something is not valid.`,
    )
    .action(async (options: CheckOptions) => {
      const { configPath } = await import('../../collector/config/path.ts');
      const { loadFleetDraft } = await import('../../collector/config/load.ts');
      const { inventoryOf } = await import('../../collector/config/inventory.ts');
      const { adviceFor } = await import('../../collector/config/advice.ts');
      const { ConfigError } = await import('../../collector/config/configError.ts');
      const { kinds } = await import('../../exporters/kinds.ts');
      const { alertTable } = await import('../../alerts/rules/overrides.ts');
      const { loadChecked } = await import('../loadChecked.ts');
      const file = configPath(options.config);
      try {
        const { loaded, userRules } = await loadChecked(file, () =>
          loadFleetDraft(file, { kinds, alerts: alertTable, allowUnset: true }),
        );
        const { fleet, unset } = loaded;
        const secrets = inventoryOf(fleet, unset);
        const advice = adviceFor(fleet);
        // The names of members do not belong into the log of a pipeline.
        const named = options.dues ?? (!options.json && process.stdout.isTTY === true);
        const books = fleet.treasury && (await import('../check/books.ts')).checkBooks(fleet, { dues: named });
        const faults = books?.faults ?? [];
        const treasury = books?.summary;
        if (!options.json) out(report(file, fleet, secrets, advice, userRules, treasury));
        const probe = options.probe ? await probeOf(fleet) : undefined;
        const shut = (await import('../../collector/config/routerToken.ts')).isShut(fleet);
        if (shut) process.exitCode = exitCodes.failed;
        if (faults.length > 0) process.exitCode = exitCodes.usage;
        if (options.json)
          printJson({
            ok: faults.length === 0,
            faults,
            secrets,
            advice,
            ...(treasury && { treasury }),
            ...(probe && { probe }),
          });
        else if (probe) out(`\n${(await import('../check/showProbe.ts')).showProbe(probe)}`);
        if (shut) note(shutLine);
        if (options.card) {
          const { sendTestCard } = await import('../testCard.ts');
          note(await sendTestCard(fleet));
        }
        if (!options.json && faults.length > 0) note(new ConfigError('The books of the treasury', faults).message);
      } catch (error) {
        if (!options.json || !(error instanceof ConfigError)) throw error;
        printJson({ ok: false, faults: error.faults, secrets: [], advice: [] });
        process.exitCode = exitCodes.usage;
      }
    });
};

const shutLine =
  'router.token_file: its file is absent or empty, and router.listen is not on loopback: the router would let nobody in, Alertmanager neither. `headwatch generate` makes the file.';

const probeOf = async (fleet: Fleet): Promise<ProbeReport> => {
  const { probeFleet } = await import('../check/probe.ts');
  const { reportProbe } = await import('../check/showProbe.ts');
  const { probePosture } = await import('../check/posture.ts');
  const [sources, posture] = await Promise.all([probeFleet(fleet), probePosture(fleet)]);
  // A node that joins may be away; everything else is relied on.
  if (sources.some(({ answers, state }) => !answers && state !== 'joining')) process.exitCode = exitCodes.failed;
  return reportProbe(fleet, sources, posture);
};

const printJson = (result: CheckResult): void => out(JSON.stringify(result));

const report = (
  file: string,
  fleet: Fleet,
  secrets: readonly InventoryLine[],
  advice: readonly Advice[],
  userRules: readonly UserRuleFile[],
  treasury: CheckedBooks | undefined,
): string => {
  const counts = [
    counted(fleet.nodes.length, 'node'),
    counted(fleet.references.length, 'reference'),
    counted(fleet.edges.length, 'edge'),
    counted(fleet.vantages.length + 1, 'vantage'),
  ].join(', ');
  const chains = Object.keys(fleet.chains);
  const parts = [`${file} is valid: ${counts} on ${counted(chains.length, 'chain')} (${chains.join(', ')}).`];
  const quieter = Object.keys(fleet.alerts ?? {});
  if (quieter.length > 0) parts.push(`Alerts changed under alerts: ${quieter.join(', ')}.`);
  if (userRules.length > 0) parts.push(`Rules of your own\n${table(userRules.map(ruleRow))}`);
  if (secrets.length > 0) parts.push(`Secrets\n${table([heading, ...secrets.map(secretRow)])}`);
  const missing = secrets.filter((line) => line.mandatory && line.state !== 'present');
  if (missing.length > 0) {
    const names = missing.map((line) => (line.kind === 'file' ? shownPath(line.source) : line.source)).join(', ');
    parts.push(`Not ready to start: ${names} ${missing.length === 1 ? 'is' : 'are'} missing.`);
  }
  if (treasury) {
    const title = `Books of the treasury: ${counted(treasury.rows, 'movement')}, ${counted(treasury.members, 'member')}`;
    parts.push(`${title}\n${treasury.words.map((text) => `  - ${text}`).join('\n')}`);
  }
  // What the table says already is not said twice.
  const listed = new Set(secrets.map((line) => line.usedBy));
  const rest = advice.filter(({ about }) => !listed.has(about));
  if (rest.length > 0) parts.push(`Advice\n${rest.map(({ text }) => `  - ${text}`).join('\n')}`);
  return parts.join('\n\n');
};

const ruleRow = ({ name, groups }: UserRuleFile): readonly string[] => {
  const names = groups.flatMap(({ rules }) => rules.map(({ alert, record }) => alert ?? record ?? ''));
  return [`rules.d/${name}.yml`, names.join(', ')];
};

const heading = ['used by', 'from', 'need', 'state', ''];

const secretRow = (line: InventoryLine): readonly string[] => [
  line.usedBy,
  line.kind === 'file' ? shownPath(line.source) : `\${${line.source}}`,
  line.mandatory ? 'mandatory' : 'optional',
  line.kind === 'variable' ? 'unset' : line.state,
  line.state === 'present' ? (line.warning ?? '') : [line.without, line.warning ?? ''].join(' ').trim(),
];
