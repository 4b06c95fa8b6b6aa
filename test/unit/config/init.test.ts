import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from '../../../collector/config/init/ask.ts';
import { loadFleet } from '../../../collector/config/load.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { headwatch, headwatchProcess, root } from './command.ts';

const webhook = 'https://discord.com/api/webhooks/1/planted';
const servers: Server[] = [];
let anvil: { readonly url: string; readonly stop: () => Promise<void> };
let folder: string;
let home: string;
let count = 0;

const listen = async (answer: (path: string, body: string) => unknown): Promise<string> => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const result = answer(request.url ?? '', body);
      if (result === undefined) return;
      response.writeHead(result === 404 ? 404 : 200).end(typeof result === 'string' ? result : JSON.stringify(result));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server that listens has an address with a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A node that answers JSON-RPC from a table of results. */
const node = (results: Readonly<Record<string, unknown>>): Promise<string> =>
  listen((_, body) => {
    if (body === '') return 404;
    const { method } = JSON.parse(body) as { method: string };
    return method in results
      ? { jsonrpc: '2.0', id: 1, result: results[method] }
      : { jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'planted' } };
  });

const beacon = (): Promise<string> =>
  listen((path) => {
    if (path === '/eth/v1/node/version') return { data: { version: 'Lighthouse/v7.0.0-aaaaaaa/x86_64-linux' } };
    if (path === '/eth/v1/config/deposit_contract') return { data: { chain_id: '1', address: '0x00' } };
    return path === '/eth/v1/node/syncing' ? { data: { is_syncing: true } } : 404;
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwatch-init-'));
  const child = spawn(join(root, 'node_modules/.bin/anvil'), ['--port', '0'], { cwd: folder });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.on('exit', () => reject(new Error('anvil ended')));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  anvil = { url, stop };
  // Five blocks, three seconds apart by their timestamps.
  const mined = await ask(new Secret(url), {
    body: '{"jsonrpc":"2.0","id":1,"method":"anvil_mine","params":["0x5","0x3"]}',
  });
  if (!mined.ok) throw new Error('anvil does not mine');
});
afterAll(async () => {
  await anvil.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  home = join(folder, `home${count++}`);
});

const load = () => loadFleet(join(home, 'fleet.yaml'), { kinds, env: {} });
const modeOf = (name: string): string => (statSync(join(home, name)).mode & 0o777).toString(8);

test('an anvil: a chain that is not known, with its own pace, in a home that keeps its secrets', async () => {
  const { code, out, err } = await headwatchProcess(['init', '--rpc', anvil.url, '--home', home]);
  expect(code).toBe(0);
  const fleet = load();
  const token = fleet.router.token?.value?.reveal() ?? '';
  expect([token.length, modeOf('secrets/router_token')]).toEqual([43, '600']);
  expect(out + err).not.toContain(token);
  expect(fleet.chains).toEqual({ 'chain-31337': { name: 'chain-31337', id: 31337, blockTime: 3, quiet: false } });
  expect(fleet.nodes.map(({ name, kind, endpoint }) => [name, kind, endpoint.url.reveal()])).toEqual([
    ['node-1', 'evm', anvil.url],
  ]);
  expect(fleet.references).toEqual([]);
  expect(fleet.controls).toHaveLength(2);
  expect(readdirSync(home).sort()).toEqual(['.gitignore', 'fleet.yaml', 'secrets']);
  expect([modeOf('fleet.yaml'), modeOf('secrets')]).toEqual(['600', '700']);
  expect(readFileSync(join(home, '.gitignore'), 'utf8')).toBe('secrets/\nruntime/\ndata/\n');
  expect(out).toContain(`Put your Discord webhook URL into ${home}/secrets/discord_webhook`);
  expect(out).toContain('Add two references for chain-31337');
  expect(out).toContain(`HEADWATCH_HOME=${home} npm run -s headwatch -- check`);
}, 60_000);

test('a fleet of known kinds: named apart, beacon paired, public references of their chains', async () => {
  const nitro = {
    eth_chainId: '0xa4b1',
    web3_clientVersion: 'nitro/v3.10.0-abcdef0/linux-amd64/go1.25',
    eth_syncing: false,
  };
  const geth = { eth_chainId: '0x1', web3_clientVersion: 'Geth/v1.16.4\n`$(x)`', eth_syncing: { currentBlock: '0x1' } };
  const urls = await Promise.all([node(nitro), node(nitro), node(geth), beacon()]);
  const { code, out } = await headwatch(['init', '--json', '--home', home, '--rpc', ...urls]);
  expect(code).toBe(0);
  const result = JSON.parse(out);
  expect(result.nodes).toMatchObject([
    { name: 'arb-1', kind: 'arbitrum-nitro', chain: 'arbitrum-one', syncing: false },
    { name: 'arb-2', kind: 'arbitrum-nitro', chain: 'arbitrum-one' },
    { name: 'eth-1', kind: 'ethereum-execution', chain: 'ethereum', chainId: 1, syncing: true },
    { name: 'beacon-1', kind: 'ethereum-consensus', chain: 'ethereum', syncing: true },
  ]);
  const fleet = load();
  expect(fleet.nodes.find((item) => item.name === 'eth-1')?.beacon).toBe('beacon-1');
  expect(fleet.references.map((item) => item.name)).toEqual(['arb-ref-1', 'arb-ref-2', 'eth-ref-1', 'eth-ref-2']);
  expect(readFileSync(join(home, 'fleet.yaml'), 'utf8')).toContain('# Geth/v1.16.4x\n');
});

test('a Nitro node that hides its name is still one; an address with odd characters survives', async () => {
  const url = await node({ eth_chainId: '0xa4b1' });
  const odd = `${url}/a%22b/\${x}?key='#`;
  expect((await headwatch(['init', '--home', home, '--rpc', odd])).code).toBe(0);
  expect(load().nodes[0]).toMatchObject({ kind: 'arbitrum-nitro', chain: 'arbitrum-one' });
  expect(load().nodes[0]?.endpoint.url.reveal()).toBe(odd);
});

test('the Discord webhook is copied for its owner alone, and never printed', async () => {
  const source = join(folder, 'webhook');
  writeFileSync(source, `${webhook}\n`);
  const { code, out, err } = await headwatch([
    'init',
    '--rpc',
    anvil.url,
    '--home',
    home,
    '--discord-webhook-file',
    source,
  ]);
  expect(code).toBe(0);
  expect(load().notify.discord?.operators.value?.reveal()).toBe(webhook);
  expect(modeOf('secrets/discord_webhook')).toBe('600');
  expect(out + err).not.toContain('planted');
  expect(out).not.toContain('Put your Discord webhook');
});

test('an existing fleet.yaml is refused; --force replaces it and keeps it, and what .gitignore had', async () => {
  const first = ['init', '--rpc', anvil.url, '--home', home];
  expect((await headwatch(first)).code).toBe(0);
  writeFileSync(join(home, 'fleet.yaml'), '# mine\n');
  writeFileSync(join(home, '.gitignore'), 'mine\ndata/');
  const refused = await headwatch(first);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('exists already; --force replaces it');
  expect(readFileSync(join(home, 'fleet.yaml'), 'utf8')).toBe('# mine\n');
  const token = readFileSync(join(home, 'secrets/router_token'), 'utf8');
  expect((await headwatch([...first, '--force'])).code).toBe(0);
  // Processes that run have read it.
  expect(readFileSync(join(home, 'secrets/router_token'), 'utf8')).toBe(token);
  expect(readFileSync(join(home, 'fleet.yaml.bak'), 'utf8')).toBe('# mine\n');
  expect(readFileSync(join(home, '.gitignore'), 'utf8')).toBe('mine\ndata/\nsecrets/\nruntime/\n');
  expect(load().nodes).toHaveLength(1);
});

test('endpoints that do not say what they are: each by its place and reason, no address, nothing written', async () => {
  const html = await listen(() => '<html>planted</html>');
  const error = await node({});
  const garbage = await node({ eth_chainId: 42161 });
  const urls = [anvil.url, `${html}/planted`, error, garbage];
  const { code, out, err } = await headwatch(['init', '--home', home, '--rpc', ...urls]);
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toContain('Nothing is written');
  expect(err).toContain('  --rpc number 2: an answer that is no JSON\n  --rpc number 3: JSON-RPC error -32601\n');
  expect(err).toContain('  --rpc number 4: an answer that is no JSON-RPC');
  expect(err).not.toMatch(/planted|127\.0\.0\.1/);
  expect(readdirSync(folder)).not.toContain(home.split('/').at(-1));
});

test('bad usage exits 2 before anything is asked', async () => {
  expect(await headwatch(['init', '--home', home, '--rpc', 'ftp://planted'])).toMatchObject({
    code: 2,
    err: '--rpc number 1 is no http://, https://, ws:// or wss:// URL.\n',
  });
  const twice = await headwatch(['init', '--home', home, '--rpc', anvil.url, `${anvil.url}/`]);
  expect(twice).toMatchObject({ code: 2, err: '--rpc number 2 is there twice.\n' });
});

test('a question ends at its deadline and at its size, whatever the other side does', async () => {
  const silent = await listen(() => undefined);
  const large = await listen(() => `"${'x'.repeat(2000)}"`);
  const limits = { deadline: 100, maxBytes: 1000 };
  expect(await ask(new Secret(silent), {}, limits)).toEqual({ ok: false, reason: 'no answer within 0.1 s' });
  expect(await ask(new Secret(large), {}, { ...limits, deadline: 5000 })).toMatchObject({ ok: false });
  expect(await ask(new Secret('http://user:planted@127.0.0.1:9'), {})).toMatchObject({ ok: false });
});
