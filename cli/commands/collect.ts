import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerCollect = (program: Command): void => {
  program.command('collect').action(() => {
    throw new Error('collect is not there yet');
  });
};
