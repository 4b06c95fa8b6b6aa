import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerApply = (program: Command): void => {
  program.command('apply').action(() => {
    throw new Error('apply is not there yet');
  });
};
