import type { Command } from 'commander';

/** Placeholder until the command's room stands; it refuses instead of pretending. */
export const registerDemo = (program: Command): void => {
  program.command('demo').action(() => {
    throw new Error('demo is not there yet');
  });
};
