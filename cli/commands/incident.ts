import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandError, exitCodes, note, out } from '../io.ts';

interface Options {
  readonly config?: string;
  readonly json?: true;
}
interface ListOptions extends Options {
  readonly month?: string;
  readonly count: string;
  readonly open?: true;
}
interface ExportOptions extends Options {
  readonly out?: string;
  readonly public?: true;
}

/** What `incident export --json` prints, as one object. */
interface Exported {
  readonly file: string;
  readonly public: boolean;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

const configOption = [
  '--config <file>',
  'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)',
] as const;
const codes = 'Exit codes: 0 done, 1 no such incident or the router does not answer, 2 bad fleet file or usage.';

/** `headwatch incident`: what happened, and what to hand on of it. */
export const registerIncident = (program: Command): void => {
  const incident = program
    .command('incident')
    .description('Incidents that the router keeps: the list, one with its timeline, an export for a postmortem.')
    .addHelpText(
      'after',
      `
Examples:
  headwatch incident list --open
  headwatch incident show 2026-11-22-1
  headwatch incident export 2026-11-22-1              # incident-2026-11-22-1.zip
  headwatch incident export 2026-11-22-1 --public     # aliases instead of names: for others to read`,
    );

  incident
    .command('list')
    .description('The latest incidents, latest first.')
    .option('--open', 'only what is not over')
    .option('--month <YYYY-MM>', 'those of a calendar month, UTC')
    .option('--count <number>', 'so many at most', '20')
    .option('--json', 'print one JSON object: {incidents}')
    .option(...configOption)
    .addHelpText('after', `\nExample:\n  headwatch incident list --month 2026-10\n\n${codes}`)
    .action(list);

  incident
    .command('show')
    .argument('<id>', 'of the incident, as list shows it')
    .description('One incident: how it stands, what happened when, its alerts.')
    .option('--json', 'print one JSON object: {incident, timeline, outage, recording}')
    .option(...configOption)
    .addHelpText('after', `\nExample:\n  headwatch incident show 2026-11-22-1\n\n${codes}`)
    .action(show);

  incident
    .command('export')
    .argument('<id>', 'of the incident')
    .description('A zip with the draft of a postmortem, the timeline, the evidence and what the collectors saw.')
    .option('--out <file>', 'where to (default: ./incident-ID.zip, with --public ./incident-ID-public.zip)')
    .option('--public', 'a copy for others: aliases, no paging, no expressions, no names of people')
    .option('--json', 'print one JSON object: {file, public, files}')
    .option(...configOption)
    .addHelpText(
      'after',
      `
In the zip: postmortem.md, incident.json, timeline.json, recording.ndjson, rules.json (not with --public), versions.json.
Read postmortem.md before you send it: what people typed (reasons, causes) is in it.

Examples:
  headwatch incident export 2026-11-22-1
  headwatch incident export 2026-11-22-1 --public --out for-offchain-labs.zip

${codes}`,
    )
    .action(exportOne);
};

const list = async (options: ListOptions): Promise<void> => {
  const { fleetOf } = await import('../ledger/router.ts');
  const { askIncidents } = await import('../incident/ask.ts');
  const { listText } = await import('../incident/show.ts');
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1)
    throw new CommandError(`--count: found ${options.count}, expected a whole number from 1`, exitCodes.usage);
  if (options.month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(options.month))
    throw new CommandError(`--month: found ${options.month}, expected YYYY-MM`, exitCodes.usage);
  const fleet = await fleetOf(options.config);
  // What is open may be older than the latest ones.
  const query =
    options.month !== undefined ? `month=${options.month}` : `count=${options.open ? 1000 : Math.min(count, 10_000)}`;
  const told = await askIncidents(fleet, query);
  const incidents = told.filter(({ state }) => !options.open || state !== 'resolved').slice(0, count);
  out(options.json ? JSON.stringify({ incidents }) : listText(incidents, Date.now() / 1000));
};

const show = async (id: string, options: Options): Promise<void> => {
  const { fleetOf } = await import('../ledger/router.ts');
  const { askIncident } = await import('../incident/ask.ts');
  const { incidentText } = await import('../incident/show.ts');
  const kept = await askIncident(await fleetOf(options.config), id);
  out(options.json ? JSON.stringify(kept) : incidentText(kept, Date.now() / 1000));
};

const exportOne = async (id: string, options: ExportOptions): Promise<void> => {
  const { fleetOf } = await import('../ledger/router.ts');
  const { gatherPostmortem } = await import('../incident/ask.ts');
  const { bundleFiles, zipOf } = await import('../../alerts/postmortem/bundle.ts');
  const { publicCopy } = await import('../../alerts/postmortem/publicCopy.ts');
  const { withoutAddresses } = await import('../redact.ts');
  const { replaceFile } = await import('../tree.ts');
  const fleet = await fleetOf(options.config);
  const gathered = await gatherPostmortem(fleet, id, Date.now() / 1000);
  const post = options.public ? publicCopy(fleet, gathered) : gathered;
  // Nothing of it should hold a secret; this is for the day on which something does.
  const files = new Map([...bundleFiles(post)].map(([name, text]) => [name, withoutAddresses(text, fleet)]));
  const folder = `incident-${id}${options.public ? '-public' : ''}`;
  const file = resolve(options.out ?? `${folder}.zip`);
  try {
    replaceFile(file, zipOf(folder, files, gathered.writtenAt));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new CommandError(`${file} cannot be written (${code}).`);
  }
  for (const { vantage, why } of gathered.kept.recording.missing)
    note(`WARNING: nothing of what ${vantage} saw is in it: ${why}.`);
  const result: Exported = {
    file,
    public: options.public === true,
    files: [...files].map(([name, text]) => ({ name, bytes: Buffer.byteLength(text) })),
  };
  if (options.json) return out(JSON.stringify(result));
  out(`${file}\n${result.files.map(({ name, bytes }) => `  ${name.padEnd(18)} ${bytes} bytes`).join('\n')}`);
};
