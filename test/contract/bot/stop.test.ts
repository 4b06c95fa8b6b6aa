import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { worldWith } from './world.ts';

const script = fileURLToPath(new URL('startAndStop.ts', import.meta.url));

test.each([
  ['connected', undefined],
  ['refused by the gateway', 'gateway'],
  ['refused by its token', 'token'],
] as const)(
  'a bot that is %s leaves nothing behind that keeps the process alive',
  async (_, fault) => {
    const world = await worldWith();
    if (fault) await world.fault(fault);
    const { api, webhookUrl, botToken } = world.standins.discord;
    const child = spawn(process.execPath, ['--import', 'tsx', script, api, webhookUrl, botToken, '1500'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    // 1.5 s of it are its own; the rest is the start of a process on a busy machine.
    const [code] = await once(child, 'close');
    expect([code, told]).toEqual([0, 'stopped\n']);
    if (fault === undefined) expect(world.discord().some(({ facts }) => facts?.content === 'identify')).toBe(true);
  },
  60_000,
);
