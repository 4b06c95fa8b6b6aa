/**
 * The whole thing with secrets planted wherever a fleet can hold one, everything around it failing or quoting back
 * what it was sent: nothing that comes out of the processes, to any reader, shows a secret or an origin.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { type Handler, startFakeNode, wellBehaved } from '../../support/fakeNode.ts';
import { headwatchProcess, root } from '../../unit/config/command.ts';
import { labelsOf } from '../../unit/router/fleet.ts';
import { eventually, freePort, homeOf, post, standin, webhookOf } from '../router/world.ts';

/** Part of every planted secret and of no name. */
const planted = 'pl4nted';

const world = async () => {
  const honest = wellBehaved(42161, () => ({
    number: Math.floor(Date.now() / 250),
    timestamp: Math.floor(Date.now() / 1000),
  }));
  const quoting: Handler = (body, response, request) => {
    const { method } = JSON.parse(body) as { method: string };
    const quoted = { url: request.url, headers: request.headers };
    const text = `${request.url} ${request.headers['x-key']}/${request.headers.host}`;
    const results: Record<string, unknown> = { eth_syncing: quoted, web3_clientVersion: text };
    if (!(method in results)) return honest(body, response, request);
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: results[method] }));
  };
  const failing: Handler = (_body, response, request) => {
    response.writeHead(502, { location: request.url });
    response.end(`upstream ${request.headers.host}${request.url} failed`);
  };
  const fakes = await Promise.all([quoting, failing, honest, honest, failing].map(startFakeNode));
  onTestFinished(async () => {
    await Promise.all(fakes.map((fake) => fake.stop()));
  });
  const urls = fakes.map((fake, index) => `${fake.url}/v2/${planted}-path-key-${index}`);
  return { urls, hosts: fakes.map((fake) => new URL(fake.url).host) };
};

test('no sink shows a planted secret or an origin', { timeout: 90_000 }, async () => {
  const { urls, hosts } = await world();
  const [quoting = '', failing = '', first = '', second = '', edge = ''] = urls;
  // Discord and PagerDuty refuse, and quote what they were sent.
  const sinks = await standin(({ path, body }) => {
    const message = `${path} ${JSON.stringify(body)}`;
    return { status: 400, body: path.startsWith('/api') ? { code: 50035, message } : { errors: [message] } };
  });
  const home = homeOf();
  const token = `${planted}-router-token-0123456789`;
  const headers = { authorization: `Bearer ${token}` };
  const [collect, inside, outside] = [await freePort(), await freePort(), await freePort()];
  mkdirSync(join(home, 'secrets'), { mode: 0o700 });
  const secretFile = (name: string, text: string): string => {
    writeFileSync(join(home, 'secrets', name), text, { mode: 0o600 });
    return `secrets/${name}`;
  };
  const at = { chain: 'arbitrum-one', region: 'eu', kind: 'arbitrum-nitro' };
  const nodes = [
    { ...at, name: 'n1', rpc: quoting, headers: { 'X-Key': `${planted}-header` } },
    { ...at, name: 'n2', rpc: failing.replace('//', `//user:${planted}-password@`) },
  ];
  const fleet = {
    service: { name: 'example-rpc' },
    vantage: 'eu',
    nodes,
    references: [
      { name: 'r1', chain: 'arbitrum-one', rpc: first },
      { name: 'r2', chain: 'arbitrum-one', rpc: second },
    ],
    edges: [
      {
        name: 'e1',
        chain: 'arbitrum-one',
        audience: 'members',
        journey: 'evm-generic',
        rpc: edge,
        ws: edge.replace('http', 'ws').replace('path', 'ws-path'),
        beacon: edge.replace('path', 'beacon-path'),
        headers: { 'X-Key': `${planted}-edge-header` },
        regions: { eu: ['n1'] },
      },
    ],
    controls: [{ url: `http://127.0.0.1:1/${planted}-control` }],
    collector: { listen: `127.0.0.1:${collect}` },
    router: {
      listen: `127.0.0.1:${inside}`,
      public: `127.0.0.1:${outside}`,
      token_file: secretFile('router', token),
    },
    prometheus: { url: 'http://127.0.0.1:1' },
    alertmanagers: [{ url: 'http://127.0.0.1:1' }],
    notify: {
      discord: {
        operators_file: secretFile('discord', `https://discord.com/api/webhooks/77/${planted}-token`),
        api: `${sinks.url}/api`,
      },
      pagerduty: { routing_key_file: secretFile('pagerduty', `${planted}-routing-key`), url: sinks.url },
      deadman: {
        url_file: secretFile('deadman', `https://deadman.example.org/${planted}-deadman`),
        router_url_file: secretFile('deadman_router', `${sinks.url}/${planted}-deadman-router`),
      },
    },
  };
  const file = join(home, 'fleet.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(fleet), { mode: 0o600 });

  const shown: Record<string, string> = {};
  const runtime = join(home, 'runtime');
  for (const args of [
    ['check', '--json'],
    ['check', '--card'],
    ['generate', '--json', '--runtime', runtime],
    ['apply', '--json'],
    ['collect', '--vantage', 'nobody'],
  ]) {
    const { out, err } = await headwatchProcess([...args, '--config', file]);
    shown[args.join(' ')] = out + err;
  }
  const inlined = readdirSync(runtime).map((name) => join(runtime, name));
  expect(inlined.map((each) => statSync(each).mode & 0o777)).toEqual(inlined.map(() => 0o600));
  expect(statSync(runtime).mode & 0o777).toBe(0o700);
  for (const path of readdirSync(join(home, 'generated'), { recursive: true, encoding: 'utf8' })) {
    const generated = join(home, 'generated', path);
    if (statSync(generated).isFile()) shown[path] = readFileSync(generated, 'utf8');
  }

  const processes = ['collect', 'alert'].map((name) => {
    const args = ['--import', 'tsx', join(root, 'cli/main.ts'), name, '--config', file];
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, HEADWATCH_LOG_LEVEL: 'trace' } });
    onTestFinished(() => void child.kill('SIGKILL'));
    shown[`log of ${name}`] = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        shown[`log of ${name}`] += String(chunk);
      });
    }
    return child;
  });
  const ready = async (port: number): Promise<boolean> =>
    (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status === 200;
  await eventually('both processes', async () => (await ready(collect)) && (await ready(inside)), 40);
  const firing = JSON.stringify(webhookOf({ ...labelsOf.edgeDown, scope: 'edge:e1' }, 'firing', Date.now() / 1000));
  for (const body of [firing, 'garbage'])
    await fetch(`http://127.0.0.1:${inside}/alertmanager`, { method: 'POST', headers, body });
  expect((await post(`http://127.0.0.1:${inside}`, 'garbage')).status).toBe(401);
  await eventually('a card and the verdicts', () => {
    const said = sinks.seen.some(({ path }) => path.includes('/webhooks/'));
    return said && shown['log of collect']?.includes('"n2"') && shown['log of alert']?.includes('refused the card');
  });
  const listed = await (await fetch(`http://127.0.0.1:${inside}/api/incidents`, { headers })).text();
  const id = /"id":"([\d-]+)"/.exec(listed)?.[1] ?? '';
  const recorded = `http://127.0.0.1:${inside}/api/incidents/${id}/recording`;
  await eventually('the recording', async () => (await fetch(recorded, { headers })).ok);
  for (const args of [
    ['show', id],
    ['export', id, '--out', join(home, 'own.zip')],
  ]) {
    const { code, out, err } = await headwatchProcess(['incident', ...args, '--config', file]);
    expect(code).toBe(0);
    shown[`incident ${args.join(' ')}`] = out + err;
  }
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(home, 'own.zip')))))
    shown[name] = new TextDecoder().decode(bytes);
  const pages: Readonly<Record<number, readonly string[]>> = {
    [collect]: [
      '/metrics',
      '/metrics/fast',
      '/api/view',
      '/api/recording',
      '/debug/probe?node=n1',
      '/debug/probe?node=n2',
      '/x',
    ],
    [inside]: ['/metrics', '/api/incidents', `/api/incidents/${id}`, '/x'],
    [outside]: ['/', '/status.json', '/runbooks/EdgeDown'],
  };
  for (const [port, paths] of Object.entries(pages)) {
    for (const path of paths)
      shown[path + port] = await (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).text();
  }
  shown.cards = sinks.seen.map(({ body }) => JSON.stringify(body)).join('\n');
  for (const child of processes) child.kill('SIGTERM');
  await Promise.all(processes.map((child) => new Promise((resolve) => child.once('exit', resolve))));

  expect(shown[`/debug/probe?node=n1${collect}`]).toContain('[redacted]');
  for (const [where, text] of Object.entries(shown)) {
    expect(text, where).not.toBe('');
    for (const secret of [planted, ...hosts]) expect(text, where).not.toContain(secret);
  }
});
