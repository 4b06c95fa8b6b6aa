/** The README's third step, as a newcomer does it: init on a node of one's own, a test card, the status page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { Status } from '../../collector/status.ts';
import { anvilBinary } from '../../demo/sim/chain/anvil.ts';
import { freePorts } from '../../demo/stack/ports.ts';
import { startStandins } from '../../demo/standins/main.ts';

const children: ChildProcess[] = [];
const home = mkdtempSync(join(tmpdir(), 'headwatch-first-'));
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

const env = { ...process.env, HEADWATCH_HOME: home, NO_COLOR: '1' };
const headwatch = ['--import', 'tsx', 'cli/main.ts'];

const run = (...args: string[]): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...headwatch, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('exit', (code) => resolve({ code, text }));
  });

const start = (...args: string[]): void => {
  children.push(spawn(process.execPath, [...headwatch, ...args], { env, stdio: 'ignore' }));
};

const until = async <T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const got = await ask().catch(() => undefined);
    if (got !== undefined) return got;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(200);
  }
};

test('from a clone to an own node on the status page and a test card, well within ten minutes', async () => {
  const began = Date.now();
  const standins = await startStandins();
  const [node, collector, router, page] = await freePorts(4);
  const rpc = `http://127.0.0.1:${node}`;
  // The program itself, not npm's wrapper around it: killing the wrapper would leave it behind.
  children.push(spawn(anvilBinary(), ['--port', String(node), '--block-time', '1', '--silent'], { stdio: 'ignore' }));
  const listening = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}',
  };
  await until('a few blocks', 30, async () => {
    const { result } = (await (await fetch(rpc, listening)).json()) as { result: string };
    return Number(result) >= 3 ? true : undefined;
  });

  const webhook = join(home, 'webhook.txt');
  writeFileSync(webhook, `${standins.discord.webhookUrl}\n`, { mode: 0o600 });
  const init = await run('init', '--rpc', rpc, '--discord-webhook-file', webhook);
  expect(init, init.text).toMatchObject({ code: 0 });
  // What a newcomer need not touch: the ports, so that this test disturbs nobody.
  const file = join(home, 'fleet.yaml');
  const written = readFileSync(file, 'utf8');
  expect(written).toMatch(/^router: \{ /m);
  const ports = written.replace(/^router: \{ /m, `$&listen: "127.0.0.1:${router}", public: "127.0.0.1:${page}", `);
  writeFileSync(file, `${ports}\ncollector: { listen: "127.0.0.1:${collector}" }\n`);

  const check = await run('check', '--card');
  expect(check, check.text).toMatchObject({ code: 0 });
  expect(check.text).toContain('Test card delivered');
  expect(check.text).not.toContain(standins.discord.webhookToken);
  const cards = standins.log().filter((entry) => entry.sink === 'discord' && entry.accepted);
  expect(cards).toHaveLength(1);

  start('collect');
  start('alert');
  const node1 = await until('the node on the status page', 60, async () => {
    const status = (await (await fetch(`http://127.0.0.1:${page}/status.json`)).json()) as Status;
    return status.nodes.find(({ headNumber, verdict }) => headNumber !== null && verdict === 'ok');
  });
  expect(node1.headNumber).toBeGreaterThan(2);
  const html = await (await fetch(`http://127.0.0.1:${page}/`)).text();
  expect(html).toContain(node1.alias);
  expect(html).not.toContain(rpc);
  await standins.stop();
  expect((Date.now() - began) / 1000).toBeLessThan(120);
});
