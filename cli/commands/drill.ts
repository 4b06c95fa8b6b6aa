import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerDrill = (program: Command): void => {
  program.command('drill').action(() => {
    throw new Error('drill is not there yet');
  });
};
