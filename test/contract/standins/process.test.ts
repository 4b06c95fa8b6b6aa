import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../../demo/standins/process.ts', import.meta.url));

it('prints its addresses as one JSON line, keeps given keys, and stops on SIGTERM with a request still hanging', async () => {
  const routingKey = 'e'.repeat(32);
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, STANDINS_ROUTING_KEY: routingKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line]: unknown[] = await once(createInterface(child.stdout), 'line');
    // The line is the process's own.
    const told = JSON.parse(String(line)) as {
      url: string;
      pagerduty: { routingKey: string };
      deadman: { url: string };
    };
    expect(told.pagerduty.routingKey).toBe(routingKey);
    await fetch(`${told.url}standins/mode`, {
      method: 'POST',
      body: JSON.stringify({ sink: 'deadman', mode: 'hang' }),
    });
    const hanging = expect(fetch(told.deadman.url)).rejects.toThrow();
    const log = async (): Promise<unknown> => (await fetch(`${told.url}standins/log`)).json();
    await expect.poll(log).toHaveLength(1);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await hanging;
  } finally {
    child.kill('SIGKILL');
  }
});

it('says what is wrong with its arguments', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', script, '--port', 'many'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'exit');
  expect(code).toBe(2);
  expect(Buffer.concat(chunks).toString()).toContain('--port: expected a number from 0 to 65535');
});
