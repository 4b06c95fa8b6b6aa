import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerInit = (program: Command): void => {
  program.command('init').action(() => {
    throw new Error('init is not there yet');
  });
};
