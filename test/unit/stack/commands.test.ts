import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { registerDemo } from '../../../cli/commands/demo.ts';
import { registerDrill } from '../../../cli/commands/drill.ts';
import { CommandError } from '../../../cli/io.ts';
import { faults } from '../../../demo/faults/index.ts';

/** What a wrong command line ends in, before anything is started. */
const failureOf = async (...args: readonly string[]): Promise<{ code: number; message: string }> => {
  const program = new Command('headwatch').exitOverride().configureOutput({ writeErr: () => undefined });
  for (const register of [registerDemo, registerDrill]) register(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    await program.parseAsync(['node', 'headwatch', ...args]);
  } catch (error) {
    if (error instanceof CommandError) return { code: error.exitCode, message: error.message };
    return { code: 2, message: error instanceof Error ? error.message : String(error) };
  }
  throw new Error('the command line was taken');
};

describe('a wrong command line starts nothing', () => {
  it('names the faults there are', async () => {
    for (const command of ['demo', 'drill']) {
      const { code, message } = await failureOf(command, '--fault', 'node-dwn');
      expect(code).toBe(2);
      expect(message).toContain('--fault: found node-dwn, expected one of node-down, node-reset');
    }
    expect((await failureOf('drill', '--fault', 'node-down,nothing')).message).toContain('found nothing');
  });

  it('says what is missing or out of range', async () => {
    expect(await failureOf('drill')).toEqual({ code: 2, message: expect.stringContaining('--fault NAME or all') });
    expect((await failureOf('drill', '--fault', 'all', '--scale', '2')).message).toContain('above 0 and at most 1');
    expect((await failureOf('drill', '--fault', 'all', '--jobs', '0')).message).toContain('whole number from 1');
    expect((await failureOf('demo', '--port', '99999')).message).toContain('a port from 1 to 65535');
  });

  it('lists every fault with what it owes', async () => {
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
    try {
      const program = new Command('headwatch');
      registerDrill(program);
      await program.parseAsync(['node', 'headwatch', 'drill', '--list']);
    } finally {
      write.mockRestore();
    }
    expect(lines).toHaveLength(Object.keys(faults).length);
    expect(lines.find((line) => line.startsWith('edge-down '))).toContain('a card and a page (outage) on edge:arb, eu');
    expect(lines.find((line) => line.startsWith('reference-429 '))).toContain('nothing');
  });
});
