import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headwatch, headwatchProcess, root } from './command.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'headwatch-check-'));
  cpSync(join(root, 'fleet.example.yaml'), join(home, 'fleet.yaml'));
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets/discord_webhook'), 'https://discord.com/api/webhooks/1/planted\n', { mode: 0o600 });
  writeFileSync(join(home, 'secrets/pagerduty_key'), 'planted-key\n');
  chmodSync(join(home, 'secrets/pagerduty_key'), 0o644);
  writeFileSync(join(home, 'secrets/deadman_url'), '\n', { mode: 0o600 });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('the example fleet is valid in a fresh clone, and what it still needs is listed', async () => {
  const { code, out, err } = await headwatchProcess(['check', '--config', 'fleet.example.yaml']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(
    'fleet.example.yaml is valid: 7 nodes, 4 references, 2 edges, 3 vantages on 2 chains (arbitrum-one, ethereum).',
  );
  expect(out).toMatch(
    /notify\.discord\.operators_file +secrets\/discord_webhook +mandatory +absent +No operator is told/,
  );
  expect(out).toMatch(
    /notify\.pagerduty\.routing_key_file +secrets\/pagerduty_key +optional +absent +Nobody will be paged/,
  );
  expect(out).toMatch(/edges\[0\]\.rpc +\$\{ARB_EDGE_RPC\} +mandatory +unset/);
  expect(out).toContain(
    'Not ready to start: secrets/discord_webhook, ARB_EDGE_RPC, ETH_EDGE_RPC, ETH_EDGE_BEACON are missing.',
  );
}, 60_000);

test('the state of each secret, by the home of HEADWATCH_HOME, and never its value', async () => {
  const env = {
    HEADWATCH_HOME: home,
    ARB_EDGE_RPC: 'https://planted.example.org/',
    ETH_EDGE_RPC: 'https://e.example.org/',
    ETH_EDGE_BEACON: 'https://b.example.org/',
  };
  const { code, out } = await headwatch(['check'], env);
  expect(code).toBe(0);
  expect(out).toMatch(/discord_webhook +mandatory +present\n/);
  expect(out).toMatch(/pagerduty_key +optional +present +mode 644: others on this host can reach it; chmod 600\n/);
  expect(out).toMatch(/deadman_url +optional +empty +Nobody notices when the monitoring itself dies\.\n/);
  expect(out).not.toContain('Not ready');
  expect(out).not.toContain('planted');
});

test('a router that others reach and whose token is named but absent would let nobody in: exit 1, and what mends it', async () => {
  const source = readFileSync(join(root, 'fleet.example.yaml'), 'utf8');
  const reached = source.replace('router: { token_file:', 'router: { listen: "0.0.0.0:9761", token_file:');
  const file = join(home, 'reached.yaml');
  writeFileSync(file, reached);
  const { code, out, err } = await headwatch(['check', '--config', file]);
  expect(code).toBe(1);
  expect(out).toMatch(/router\.token_file +\S+ +optional +absent +Nobody may tell the router anything/);
  expect(err).toContain('`headwatch generate` makes the file.');
  writeFileSync(join(home, 'secrets/router_token'), 'planted-token-of-the-router-0123\n', { mode: 0o600 });
  expect((await headwatch(['check', '--config', file])).code).toBe(0);
  rmSync(join(home, 'secrets/router_token'));
  // On loopback whoever asks is on this host.
  writeFileSync(file, source);
  expect((await headwatch(['check', '--config', file])).code).toBe(0);
});

test('--json is one object, for a good file and for a bad one', async () => {
  const good = await headwatch(['check', '--json', '--config', 'fleet.minimal.yaml']);
  expect(JSON.parse(good.out)).toMatchObject({
    ok: true,
    faults: [],
    secrets: [
      { usedBy: 'notify.discord.operators_file', kind: 'file', state: 'absent', mandatory: true, warning: null },
    ],
    advice: expect.arrayContaining([{ about: 'controls', text: expect.stringContaining('No controls') }]),
  });
  const bad = await headwatch(['check', '--json', '--config', 'test/fixtures/config/bad/unknown-key.yaml']);
  expect(bad.code).toBe(2);
  expect(bad.err).toBe('');
  expect(JSON.parse(bad.out)).toEqual({
    ok: false,
    faults: [{ path: 'colector', found: 'an unknown key', expected: 'a known key; did you mean "collector"?' }],
    secrets: [],
    advice: [],
  });
});

test('a bad file exits 2 with every fault on standard error', async () => {
  const file = 'test/fixtures/config/bad/wrong-type.yaml';
  expect(await headwatchProcess(['check', '--config', file])).toEqual({
    code: 2,
    out: '',
    err: `${file}: 1 fault\n  nodes: found a map, expected a list\n`,
  });
}, 60_000);
