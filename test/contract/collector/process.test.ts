import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFleet } from '../../../collector/config/load.ts';
import { type Collector, startCollector } from '../../../collector/main.ts';
import type { RecordedLine, RecordingHeader } from '../../../collector/record/lines.ts';
import type { View } from '../../../collector/view.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { type FakeNode, startFakeNode, wellBehaved } from '../../support/fakeNode.ts';

const secretPath = '/v1/planted-key';
const secretHeader = 'planted-header';
let fakes: FakeNode[] = [];
let collector: Collector | undefined;
afterEach(async () => {
  await collector?.stop();
  await Promise.all(fakes.map((fake) => fake.stop()));
  fakes = [];
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const head = () => ({ number: Math.floor(Date.now() / 250), timestamp: Math.floor(Date.now() / 1000) });

const start = async (listen: string) => {
  fakes = await Promise.all([0, 1, 2].map(() => startFakeNode(wellBehaved(42161, head))));
  const [node, ...references] = fakes.map(({ url }) => url);
  const text = `
service: { name: t }
vantage: eu
nodes:
  - { name: n1, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${node}${secretPath}", headers: { X-Key: ${secretHeader} } }
references:
${references.map((url, i) => `  - { name: r${i}, chain: arbitrum-one, rpc: "${url}" }`).join('\n')}
collector: { listen: "${listen}" }
`;
  const fleet = parseFleet(text, { file: 't', home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
  return startCollector({ fleet });
};

describe('the collector’s private listener', () => {
  it('serves clean metrics on two disjoint endpoints, the view, a replayed probe, health, and no secret anywhere', async () => {
    const base = `127.0.0.1:${await freePort()}`;
    collector = await start(base);
    const get = async (path: string) => {
      const response = await fetch(`http://${base}${path}`);
      return { status: response.status, text: await response.text() };
    };
    while ((await get('/readyz')).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 1200));

    const [fast, slow] = [await get('/metrics/fast'), await get('/metrics')];
    for (const { text } of [fast, slow]) {
      // promtool reports on standard error and by its exit code; silence is the proof.
      expect(execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe('');
    }
    const namesIn = (text: string): Set<string> =>
      new Set([...text.matchAll(/^(headwatch_\w+)/gm)].map((match) => match[1] ?? ''));
    const both = [...namesIn(fast.text)].filter((name) => namesIn(slow.text).has(name));
    expect(both).toEqual([]);
    expect(fast.text).toMatch(/headwatch_node_verdict\{target="n1".*verdict="ok"\} 1/);
    expect(slow.text).toMatch(/headwatch_rpc_requests_total\{target="n1".*outcome="ok"\} \d+/);

    const view = JSON.parse((await get('/api/view')).text) as View;
    expect(view.nodes[0]).toMatchObject({ name: 'n1', verdict: 'ok', reason: 'fresh' });

    const debug = await get('/debug/probe?node=n1');
    expect(JSON.parse(debug.text)).toMatchObject({
      node: 'n1',
      head: { number: expect.any(Number) },
      // Not offered is no failure for eth_syncing's neighbours, but eth_syncing itself must be answered.
      probes: expect.arrayContaining([expect.objectContaining({ probe: 'client', ok: true })]),
    });
    const recording = await get('/api/recording');
    const lines = recording.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordingHeader | RecordedLine);
    expect(lines[0]).toMatchObject({
      ...{ kind: 'recording', format: 1, vantage: 'eu', central: true },
      targets: [{ name: 'n1', role: 'node', chain: 'arbitrum-one', region: 'eu', kind: 'arbitrum-nitro' }, {}, {}],
    });
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: 'light', target: 'n1', outcome: 'ok', number: expect.any(Number) }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'head', chain: 'arbitrum-one', sources: 3 }));
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: 'verdict', target: 'n1', was: 'unknown', verdict: 'ok', reason: 'fresh' }),
    );
    expect((await get('/debug/probe?node=nobody')).status).toBe(404);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/elsewhere')).status).toBe(404);

    const everything = [fast, slow, debug, recording, await get('/api/view')].map(({ text }) => text).join();
    for (const planted of ['planted', new URL(fakes[0]?.url ?? '').host]) expect(everything).not.toContain(planted);
  });

  it('a taken address is an error that says what to change', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(start(`127.0.0.1:${port}`)).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port} (EADDRINUSE); set another address in fleet.yaml`,
    );
    taken.close();
  });
});
