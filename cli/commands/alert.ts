import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerAlert = (program: Command): void => {
  program.command('alert').action(() => {
    throw new Error('alert is not there yet');
  });
};
