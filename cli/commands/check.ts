import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerCheck = (program: Command): void => {
  program.command('check').action(() => {
    throw new Error('check is not there yet');
  });
};
