/** `headwatch report sla` as a person runs it: from a home's own files, beside a router that answers or does not. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerEntry, SpanEntry } from '../../../alerts/ledger/model.ts';

const from = Date.UTC(2026, 9) / 1000;
const to = Date.UTC(2026, 10) / 1000;
const badFrom = from + 5 * 86_400;
const home = mkdtempSync(join(tmpdir(), 'headwatch-report-'));
const noFaults = { no_http: 0, bad_answer: 0, stale: 0, journey: 0 };

const span = (region: string, bad: number): SpanEntry => ({
  v: 1,
  type: 'span',
  edge: 'secret-edge',
  region,
  from,
  to,
  seconds: { good: to - from - bad, bad, halted: 0, unknown: 0 },
  faults: { ...noFaults, stale: bad },
  intervals:
    bad === 0
      ? []
      : [
          {
            id: `secret-edge/${region}/bad/${badFrom}`,
            state: 'bad',
            from: badFrom,
            to: badFrom + bad,
            seconds: bad,
            faults: { ...noFaults, stale: bad },
            cause: 'unattributed',
            evidence: {
              causes: {},
              nodes: { 'secret-node': { verdict: 'stalled', seconds: bad } },
              references: { answered: 2, asked: 2 },
              chain: 'live',
              otherRegions: {},
              blind: 0,
            },
          },
        ],
  at: to + 700,
});

const entries: readonly LedgerEntry[] = [
  span('eu', 600),
  span('us', 0),
  {
    v: 1,
    type: 'reclassify',
    of: `secret-edge/eu/bad/${badFrom}`,
    cause: 'own_node',
    author: 'mike',
    reason: 'secret-node had no disk left',
    at: to + 800,
  },
];

let router: Server;
let answering = true;

const fleet = (port: number): string => `
service: { name: example-rpc, objective: 99.98 }
vantage: eu
nodes:
  - { name: secret-node, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: 10.9.9.9, alias: "Node EU" }
edges:
  - name: secret-edge
    chain: arbitrum-one
    audience: members
    journey: livepeer-orchestrator
    rpc: "https://rpc.example.org/key"
    regions: { eu: [secret-node], us: [secret-node], ap: [secret-node] }
    alias: "Arbitrum RPC"
vantages: [{ name: us, scrape: "10.9.9.10:9760" }]
router: { listen: "127.0.0.1:${port}" }
prometheus: { url: "http://127.0.0.1:1" }
`;

beforeAll(async () => {
  const incident = {
    id: '2026-10-06-1',
    scope: 'edge:secret-edge',
    region: 'eu',
    peak: 'page',
    headline: 'EdgeDown',
    openedAt: badFrom + 21.5,
    acknowledgedAt: badFrom + 81,
    resolvedAt: badFrom + 700,
  };
  router = createServer((_request, response) => {
    response.writeHead(answering ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ incidents: [incident] }));
  });
  await new Promise<void>((resolve) => router.listen(0, '127.0.0.1', resolve));
  // A TCP listener always has an AddressInfo.
  const { port } = router.address() as AddressInfo;
  mkdirSync(join(home, 'ledger', 'sla'), { recursive: true });
  writeFileSync(join(home, 'fleet.yaml'), fleet(port));
  writeFileSync(
    join(home, 'ledger', 'sla', '2026-10.jsonl'),
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );
});
afterAll(() => {
  router.close();
  rmSync(home, { recursive: true, force: true });
});

const report = (
  ...args: string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'report', 'sla', ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.once('exit', (code) => resolve({ code, out, err }));
  });
const ofHome = (...args: string[]) => report('--config', join(home, 'fleet.yaml'), ...args);

describe('headwatch report sla', { timeout: 60_000 }, () => {
  test('prints the month with its times, and no name of the fleet', async () => {
    const { code, out } = await ofHome('--month', '2026-10');
    expect(code).toBe(0);
    expect(out).toContain('**99.977 %: the objective of 99.98 % was missed.**');
    expect(out).toContain('Not measured, and outside every figure: ap.');
    expect(out).toContain('“not known yet” to “one of our nodes”: Node EU had no disk left');
    expect(out).toContain(
      'Median of 1 incident: detected after 21 s, acknowledged after 1 min, restored after 10 min.',
    );
    expect(out).not.toMatch(/secret|10\.9\.9|rpc\.example/);
  });

  test('says so when the router does not answer, and is whole but for the times', async () => {
    answering = false;
    const { code, out, err } = await ofHome('--month', '2026-10', '--json');
    answering = true;
    expect(code).toBe(0);
    expect(err).toContain('the router, which keeps incidents, did not answer');
    const { edges } = JSON.parse(out) as { edges: { times: { missing: string }; any: { badSeconds: number } }[] };
    expect(edges[0]).toMatchObject({ any: { badSeconds: 600 }, times: { missing: expect.stringContaining('router') } });
  });

  test('writes its pages where they can be published', async () => {
    const place = join(home, 'public');
    expect((await ofHome('--month', '2026-10', '--out', place)).code).toBe(0);
    const dir = join(place, 'sla', '2026-10');
    expect(readdirSync(dir).sort()).toEqual(['README.md', 'figures.csv', 'intervals.csv', 'report.json']);
    expect(readFileSync(join(dir, 'intervals.csv'), 'utf8')).toContain('Arbitrum RPC,eu,bad,2026-10-06T00:00:00Z');
  });

  test.each([
    ['no month', [], 2, '--month: found nothing, expected YYYY-MM'],
    ['a month that is none', ['--month', '2026-13'], 2, 'found 2026-13'],
    ['a month without a ledger', ['--month', '2026-09'], 1, 'has nothing of 2026-09'],
    ['an edge that is none', ['--month', '2026-10', '--edge', 'eth'], 2, "expected a members' edge (secret-edge)"],
    ['a format that is none', ['--month', '2026-10', '--format', 'pdf'], 2, 'expected md, json or csv'],
    ['no Prometheus', ['--month', '2026-10', '--verify'], 1, 'cannot be read from Prometheus at http://127.0.0.1:1'],
  ])('%s: exit code and what was expected', async (_name, args, exit, said) => {
    const { code, err, out } = await ofHome(...args);
    expect(err).toContain(said);
    expect(out).toBe('');
    expect(code).toBe(exit);
  });

  test('an export that is none, and one beside --month', async () => {
    const file = join(home, 'fleet.yaml');
    expect(await report('--from-export', file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is no raw SLA export'),
    });
    expect((await report('--from-export', file, '--month', '2026-10')).code).toBe(2);
    const cut = join(home, 'cut.gz');
    writeFileSync(cut, gzipSync('x'.repeat(1000)).subarray(0, 20));
    expect(await report('--from-export', cut)).toMatchObject({
      code: 1,
      err: `${cut} is packed, but cut off or damaged\n`,
    });
    const missing = join(home, 'missing.txt');
    expect(await report('--from-export', missing)).toMatchObject({
      code: 1,
      err: `${missing}: no such file or directory\n`,
    });
  });
});
