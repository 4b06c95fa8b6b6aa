/** What leaves the house for a vantage's host: enough to run there, and nothing else. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as yaml } from 'yaml';
import { vantageFiles } from '../../../cli/vantage/files.ts';
import { loadFleet, parseFleet } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';

/** Every value that must not leave has `planted` in it; what may leave as it is written has not. */
const central = `
# planted-comment
service: { name: test-rpc, objective: 99.9, page_on_halt: true }
vantage: eu
chains:
  other: { id: 77, block_time: 2s }
  unasked: { id: 78, block_time: 2s }
nodes:
  - { name: planted-node, kind: arbitrum-nitro, chain: arbitrum-one, region: us, host: planted.host, parent: "edge:internal" }
  - { name: planted-too, kind: evm, chain: other, region: ap, rpc: "https://planted-origin.example.org/", headers: { Key: planted-header } }
  - { name: eth, kind: ethereum-execution, chain: ethereum, region: eu, host: 10.8.0.21 }
  - { name: un, kind: evm, chain: unasked, region: eu, host: 10.8.0.22 }
references:
  - { name: open, chain: arbitrum-one, rpc: "https://arb1.arbitrum.io/rpc" } # planted-comment
  - { name: bought, chain: arbitrum-one, rpc: "https://arb.example.org/v2/planted0123456789" }
  - { name: named, chain: other, rpc: "https://other.example.org/\${OTHER_KEY}", headers: { X-Key: planted, Authorization: "Bearer \${OTHER_TOKEN}" } }
  - { name: login, chain: other, rpc: "https://user:planted@login.example.org/" }
edges:
  - name: arb
    chain: arbitrum-one
    audience: members
    journey: livepeer-orchestrator
    rpc: "https://rpc.example.org/planted-key"
    ws: "wss://rpc.example.org/planted-key"
    keyed: true
    headers: { CF-Access-Client-Secret: "\${ACCESS_SECRET}" }
    regions: { eu: [planted-node], us: [planted-node], ap: [planted-node] }
    alias: "Arbitrum RPC"
  - { name: other, chain: other, audience: members, journey: evm-generic, rpc: "https://rpc.example.org/rpc/\${OTHER_KEY}", regions: { ap: [planted-too], us: [planted-too] } }
  - { name: internal, chain: ethereum, audience: internal, journey: l1-reader, rpc: "https://planted.internal/", regions: { eu: [eth] } }
vantages:
  - { name: us, listen: "127.0.0.1:9770" }
  - { name: us-2, region: us, scrape: "10.8.0.12:9760" }
  - { name: ap, scrape: "planted.private:9760" }
  - { name: sa }
controls: [{ url: "https://www.cloudflare.com/" }, { url: "https://www.debian.org/" }]
notify:
  discord: { operators_file: planted_hook, api: "https://planted.discord/" }
  pagerduty: { routing_key_file: planted_key }
router: { listen: "127.0.0.1:9761", public_url: "https://planted.status/" }
prometheus: { url: "http://planted.prometheus:9090", write_url: "http://10.8.0.10:9090/api/v1/write" }
publish: { dir: planted }
policy: { arbitrum-one: { lagging: 20s }, unasked: { lagging: 9s } }
livepeer: { Minter: "0x0000000000000000000000000000000000000001" }
`;
const options = { file: 'fleet.yaml', home: '/home/me', kinds, env: {}, allowUnset: true, readFile: () => undefined };
const filesOf = (vantage: string, text = central): ReadonlyMap<string, string> =>
  vantageFiles(text, parseFleet(text, options), vantage);

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'headwatch-vantage-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each(['us', 'us-2'])('%s: no origin, no key, no header, no other host, no comment', (vantage) => {
  const files = filesOf(vantage);
  expect([...files.values()].join('\n')).not.toMatch(/planted/);
  expect([...files.keys()]).toEqual(
    vantage === 'us' ? ['fleet.yaml', 'prometheus-agent.yml', 'README.md'] : ['fleet.yaml', 'README.md'],
  );
});

test('what was written as a variable stays as it is, what was not becomes one, and the README names them all', () => {
  const files = filesOf('us');
  const { edges, references } = yaml(files.get('fleet.yaml') ?? '');
  expect(edges).toEqual([
    {
      name: 'arb',
      chain: 'arbitrum-one',
      audience: 'members',
      journey: 'livepeer-orchestrator',
      rpc: '${ARB_EDGE_RPC}',
      ws: '${ARB_EDGE_WS}',
      keyed: true,
      headers: { 'CF-Access-Client-Secret': '${ACCESS_SECRET}' },
      regions: { us: [] },
      alias: 'Arbitrum RPC',
    },
    expect.objectContaining({ name: 'other', rpc: 'https://rpc.example.org/rpc/${OTHER_KEY}', regions: { us: [] } }),
  ]);
  expect(references.map(({ rpc }: { rpc: string }) => rpc)).toEqual([
    'https://arb1.arbitrum.io/rpc',
    '${BOUGHT_RPC}',
    'https://other.example.org/${OTHER_KEY}',
    '${LOGIN_RPC}',
  ]);
  expect(references[2].headers).toEqual({ 'X-Key': '${NAMED_X_KEY}', Authorization: 'Bearer ${OTHER_TOKEN}' });
  const exported = [...(files.get('README.md') ?? '').matchAll(/^export (\w+)=/gm)].map(([, name]) => name);
  const used = [...(files.get('fleet.yaml') ?? '').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  expect(exported.toSorted()).toEqual([...new Set(used)].toSorted());
});

test('the file alone runs a collector there: its edges, all references, its policy, no node', () => {
  const file = join(dir, 'fleet.yaml');
  writeFileSync(file, filesOf('us').get('fleet.yaml') ?? '');
  const env = Object.fromEntries(
    ['ARB_EDGE_RPC', 'BOUGHT_RPC', 'LOGIN_RPC'].map((name) => [
      name,
      `https://${name.toLowerCase().replace(/_/g, '-')}/`,
    ]),
  );
  const words = {
    ...env,
    ARB_EDGE_WS: 'wss://e/',
    ACCESS_SECRET: 's',
    OTHER_KEY: 'k',
    NAMED_X_KEY: 'x',
    OTHER_TOKEN: 't',
  };
  const fleet = loadFleet(file, { kinds, env: words, vantage: 'us' });
  expect(fleet.nodes).toEqual([]);
  expect(fleet.edges.map(({ name, regions }) => [name, regions])).toEqual([
    ['arb', { us: [] }],
    ['other', { us: [] }],
  ]);
  expect(fleet.references).toHaveLength(4);
  expect(fleet.controls).toHaveLength(2);
  expect(Object.keys(fleet.chains)).toEqual(['arbitrum-one', 'other']);
  expect(fleet.ladders['arbitrum-one']?.lagging).toBe(20);
  expect(fleet.livepeer.Minter).toBe('0x0000000000000000000000000000000000000001');
  expect(fleet.collector.listen).toBe('127.0.0.1:9770');
  expect([fleet.vantage, fleet.service.name]).toEqual(['eu', 'test-rpc']);
});

test('the example needs its edge URL and nothing else', () => {
  const text = readFileSync('fleet.example.yaml', 'utf8');
  const file = join(dir, 'example.yaml');
  writeFileSync(file, filesOf('ap', text).get('fleet.yaml') ?? '');
  const fleet = loadFleet(file, { kinds, env: { ARB_EDGE_RPC: 'https://rpc.example.org/key' }, vantage: 'ap' });
  expect(fleet.edges.map(({ name }) => name)).toEqual(['arb']);
});

describe('the agent', () => {
  const agent = yaml(filesOf('us').get('prometheus-agent.yml') ?? '');
  const centre = yaml(readFileSync('prometheus.yml', 'utf8'));

  test('scrapes the collector beside it as the centre would: same jobs, lanes and labels', () => {
    const jobs = centre.scrape_configs.filter(({ job_name: name }: { job_name: string }) => /fast|slow/.test(name));
    expect(agent.scrape_configs).toEqual(
      jobs.map(({ file_sd_configs: _, ...job }: { job_name: string; file_sd_configs: unknown }) => ({
        ...job,
        static_configs: [
          {
            targets: ['127.0.0.1:9770'],
            labels: { job: 'headwatch', instance: 'us', lane: job.job_name.replace('headwatch-', '') },
          },
        ],
      })),
    );
    expect(agent.global).toEqual({
      scrape_interval: centre.global.scrape_interval,
      scrape_timeout: centre.global.scrape_timeout,
    });
  });

  test('ships each second, and is a configuration that Prometheus takes', () => {
    expect(agent.remote_write).toMatchObject([
      { url: 'http://10.8.0.10:9090/api/v1/write', queue_config: { batch_send_deadline: '1s', max_backoff: '5s' } },
    ]);
    const file = join(dir, 'prometheus-agent.yml');
    writeFileSync(file, filesOf('us').get('prometheus-agent.yml') ?? '');
    const { status, stderr } = spawnSync('promtool', ['check', 'config', '--agent', file], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('the same bytes each time', () => {
  expect([...filesOf('us')]).toEqual([...filesOf('us')]);
});

test('an unknown vantage, the central one, and one that has nothing to measure are refused', () => {
  expect(() => filesOf('uss')).toThrow('--vantage: found "uss", expected one of us, us-2, ap, sa');
  expect(() => filesOf('eu')).toThrow('--vantage: found "eu"');
  expect(() => filesOf('sa')).toThrow('no edge serves region sa');
});
