import { Command } from 'commander';
import { registerAlert } from './commands/alert.ts';
import { registerApply } from './commands/apply.ts';
import { registerCheck } from './commands/check.ts';
import { registerCollect } from './commands/collect.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDrill } from './commands/drill.ts';
import { registerGenerate } from './commands/generate.ts';
import { registerInit } from './commands/init.ts';
import { exitCodeOf, exitCodes, note } from './io.ts';

const program = new Command('headwatch')
  .description('Monitoring and alerting for a small, critical RPC fleet.')
  .showHelpAfterError('Run with --help for the options.')
  .configureHelp({ sortSubcommands: false })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage));

for (const register of [
  registerInit,
  registerCheck,
  registerGenerate,
  registerApply,
  registerCollect,
  registerAlert,
  registerDemo,
  registerDrill,
]) {
  register(program);
}

try {
  await program.parseAsync();
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = exitCodeOf(error);
}
