/** The public /metrics, held to promtool, and the rules that docs/status.md proposes, held to it too. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { renderPublicMetrics } from '../../../alerts/router/publicMetrics.ts';
import { publicMetrics } from '../../../collector/catalogue/public.ts';
import type { Status } from '../../../collector/status.ts';
import { degraded, down, slaOf, unknown, up } from '../dashboards/support/statuses.ts';

const dir = mkdtempSync(join(tmpdir(), 'headwatch-public-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const samples = async (status: Status): Promise<readonly string[]> =>
  (await renderPublicMetrics(status)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

const of = async (status: Status, part: string): Promise<readonly string[]> =>
  (await samples(status)).filter((line) => line.includes(part));

test.each(Object.entries({ up, degraded, down, unknown, 'nothing at all': { ...unknown, edges: [], chains: [] } }))(
  'promtool has nothing to say of %s',
  async (_, status) => {
    const {
      stdout,
      stderr,
      status: code,
    } = spawnSync('promtool', ['check', 'metrics'], {
      input: await renderPublicMetrics(status),
      encoding: 'utf8',
    });
    expect({ stdout, stderr, code }).toEqual({ stdout: '', stderr: '', code: 0 });
  },
);

test('a whole status has every metric of the catalogue', async () => {
  const text = (await samples(up)).join('\n');
  for (const { name } of Object.values(publicMetrics)) expect(text).toMatch(new RegExp(`^${name}[{ ]`, 'm'));
});

test('a state is one-hot, every value present', async () => {
  const region = 'edge="Arbitrum RPC",chain="arbitrum-one",region="eu"';
  expect(await of(degraded, `edge_state{${region}`)).toEqual([
    `headwatch_public_edge_state{${region},state="good"} 0`,
    `headwatch_public_edge_state{${region},state="bad"} 1`,
    `headwatch_public_edge_state{${region},state="halted"} 0`,
    `headwatch_public_edge_state{${region},state="unknown"} 0`,
  ]);
  expect(await of(degraded, 'region="ap",state="unknown"')).toEqual([expect.stringMatching(/ 1$/)]);
  expect(await of(up, 'chain_state{chain="ethereum",state="live"}')).toEqual([expect.stringMatching(/ 1$/)]);
});

test('what is not known is absent, never a zero', async () => {
  expect((await of(up, 'head_age')).length).toBe(3);
  expect(await of(unknown, 'head_age')).toEqual([]);
  expect(await of(down, 'head_age')).toEqual([]);
  expect(await of(unknown, 'budget')).toEqual([]);
  const unmeasured = { ...up, sla: slaOf({ goodPercent: null }, 518.4) };
  expect(await of(unmeasured, 'budget')).toEqual([]);
  expect(await of({ ...up, dataAgeSeconds: null }, 'updated')).toEqual([]);
  expect(await of(up, 'updated')).toEqual([`headwatch_public_updated_timestamp_seconds ${up.at - 0.7}`]);
  // A head is seen, but by someone who cannot tell what it is worth.
  const blind = {
    ...up,
    edges: up.edges.map((edge) => ({
      ...edge,
      regions: edge.regions.map((region) => ({ ...region, state: 'unknown' as const })),
    })),
  };
  expect(await of(blind, 'head_age')).toEqual([]);
});

test('a missed month is negative', async () => {
  expect(await of(down, 'budget')).toEqual(['headwatch_public_sla_budget_left_seconds{edge="Arbitrum RPC"} -92.6']);
});

test('of two endpoints with one alias the worse one counts', async () => {
  const both = { ...up, edges: [...up.edges, ...degraded.edges, ...up.edges], sla: up.sla };
  expect(await of(both, 'region="eu",state="bad"')).toEqual([expect.stringMatching(/ 1$/)]);
  expect(await of(both, 'head_age_seconds{edge="Arbitrum RPC",chain="arbitrum-one",region="eu"')).toEqual([
    expect.stringMatching(/ 161$/),
  ]);
});

describe('what docs/status.md proposes to members', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/status.md', import.meta.url)), 'utf8');
  const [scrape = '', rules = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

  test('is a configuration and rules that promtool takes', () => {
    writeFileSync(join(dir, 'prometheus.yml'), scrape);
    writeFileSync(join(dir, 'rules.yml'), rules);
    execFileSync('promtool', ['check', 'config', join(dir, 'prometheus.yml')]);
    expect(execFileSync('promtool', ['check', 'rules', join(dir, 'rules.yml')], { encoding: 'utf8' })).toContain(
      '3 rules found',
    );
  });

  /** What promtool says when no alert is expected, over the samples of a status for ten minutes, then nothing. */
  const firing = async (status: Status, eval_time: string, alertname: string): Promise<string> => {
    const input_series = (await samples(status)).map((line) => {
      const at = line.lastIndexOf(' ');
      const moves = line.startsWith('headwatch_public_updated');
      return { series: line.slice(0, at), values: moves ? '0+15x39' : `${line.slice(at + 1)}x39` };
    });
    const file = join(dir, 'test.yml');
    writeFileSync(
      file,
      JSON.stringify({
        rule_files: [join(dir, 'rules.yml')],
        evaluation_interval: '15s',
        tests: [{ interval: '15s', input_series, alert_rule_test: [{ eval_time, alertname, exp_alerts: [] }] }],
      }),
    );
    const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    return stdout + stderr;
  };

  test.each([
    ['RpcProviderDown', degraded, '2m', true],
    ['RpcProviderDown', up, '2m', false],
    ['RpcProviderDown', unknown, '9m', false],
    ['RpcProviderUnknown', unknown, '9m', true],
    ['RpcProviderUnknown', up, '9m', false],
    ['RpcProviderUnknown', up, '25m', true],
    ['ChainStandsStill', up, '9m', false],
    [
      'ChainStandsStill',
      { ...up, chains: up.chains.map((chain) => ({ ...chain, verdict: 'halted' as const })) },
      '9m',
      true,
    ],
  ] as const)('%s', async (alertname, status, time, fires) => {
    const told = await firing(status, time, alertname);
    if (fires) expect(told).toContain(`Labels:{alertname="${alertname}"`);
    else expect(told).toContain('SUCCESS');
  });
});
