import { Command } from 'commander';
import { version } from '../collector/version.ts';
import { registerAlert } from './commands/alert.ts';
import { registerApply } from './commands/apply.ts';
import { registerBackup } from './commands/backup.ts';
import { registerCheck } from './commands/check.ts';
import { registerCollect } from './commands/collect.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDigest } from './commands/digest.ts';
import { registerDrill } from './commands/drill.ts';
import { registerExplain } from './commands/explain.ts';
import { registerGenerate } from './commands/generate.ts';
import { registerHeartbeat } from './commands/heartbeat.ts';
import { registerIncident } from './commands/incident.ts';
import { registerInit } from './commands/init.ts';
import { registerJourney } from './commands/journey.ts';
import { registerLedger } from './commands/ledger.ts';
import { registerMaintenance } from './commands/maintenance.ts';
import { registerReport } from './commands/report.ts';
import { registerShare } from './commands/share.ts';
import { registerSidecar } from './commands/sidecar.ts';
import { registerStatus } from './commands/status.ts';
import { errorWords, exitCodeOf, exitCodes, note } from './io.ts';

const program = new Command('headwatch')
  .description('Monitoring and alerting for a small, critical RPC fleet.')
  .version(version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .addHelpText(
    'after',
    `
First steps:
  headwatch demo                           # the whole system on a simulated fleet
  headwatch init --rpc http://HOST:8547    # a first fleet.yaml for your own node

In a clone: npm run -s headwatch -- COMMAND. HEADWATCH_HOME (default ./home) is where fleet.yaml, secrets and data are.
Exit codes: 0 fine, 1 failed, 2 bad config or usage.`,
  )
  .showHelpAfterError('Run with --help for the options.')
  .configureHelp({ sortSubcommands: false })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage));

for (const register of [
  registerInit,
  registerCheck,
  registerGenerate,
  registerApply,
  registerShare,
  registerCollect,
  registerAlert,
  registerSidecar,
  registerStatus,
  registerExplain,
  registerJourney,
  registerReport,
  registerLedger,
  registerMaintenance,
  registerIncident,
  registerHeartbeat,
  registerDigest,
  registerBackup,
  registerDemo,
  registerDrill,
]) {
  register(program);
}

// `headwatch … | head` closes our output early; that is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  note(errorWords(error));
  process.exitCode = exitCodeOf(error);
}
