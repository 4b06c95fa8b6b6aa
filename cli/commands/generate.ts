import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerGenerate = (program: Command): void => {
  program.command('generate').action(() => {
    throw new Error('generate is not there yet');
  });
};
