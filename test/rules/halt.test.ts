/**
 * A chain that stands still for 75 minutes, as the sequencer's outage of 2023-12-15 did: the collector's own verdicts,
 * second by second under a fake clock, through every generated rule. One alert, and no node's.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { ruleGroup } from '../../alerts/rules/render.ts';
import { chainVerdicts, nodeVerdicts } from '../../collector/catalogue/labels.ts';
import { closeScene, epoch, openScene, type Script, steady } from '../unit/collector/support/scene.ts';

afterEach(closeScene);

const begin = 60;
const halt = 75 * 60;
const length = begin + halt + 240;
const url = 'http://127.0.0.1:9';
const yaml = `nodes:
  - { name: n1, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${url}/n1", metrics: "${url}/m1", ws: "ws://127.0.0.1:9/w1" }
  - { name: n2, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${url}/n2", metrics: "${url}/m2", ws: "ws://127.0.0.1:9/w2" }
references:
  - { name: r1, chain: arbitrum-one, rpc: "${url}/r1" }
  - { name: r2, chain: arbitrum-one, rpc: "${url}/r2" }
feeds:
  - { name: f1, chain: arbitrum-one, url: "ws://127.0.0.1:9/feed" }
edges:
  - { name: e1, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "${url}/e1", regions: { eu: [n1, n2] } }
`;
/** Seen `delay` seconds late: the halt begins and ends at each in its own moment. */
const haltedChain =
  (delay: number): Script =>
  (t) =>
    t - delay < begin || t - delay >= begin + halt ? steady(delay)(t) : steady()(begin);

/** Runs of equal values in promtool's notation, or a test of an hour would be a megabyte. */
const shortNotation = (values: readonly number[]): string => {
  const runs: { value: number; count: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.count += 1;
    else runs.push({ value, count: 1 });
  }
  return runs.map(({ value, count }) => (count === 1 ? `${value}` : `${value}+0x${count - 1}`)).join(' ');
};

const common = 'job="headwatch",instance="eu",vantage="eu",chain="arbitrum-one"';
const ofNode = (name: string): string => `${common},role="node",target="${name}",region="eu"`;

const play = async () => {
  const scripts = {
    n1: haltedChain(0),
    n2: haltedChain(1.2),
    r1: haltedChain(0),
    r2: haltedChain(0.5),
    e1: haltedChain(0.2),
  };
  const scene = openScene({ yaml, chain: 'arbitrum-one', scripts });
  const series = new Map<string, number[]>();
  const put = (name: string, value: number): void => {
    const known = series.get(name);
    if (known) known.push(value);
    else series.set(name, [value]);
  };
  await scene.playUntil(length, () => {
    const { verdict, corroborated } = scene.watch.state();
    for (const each of chainVerdicts)
      put(`headwatch_chain_verdict{${common},verdict="${each}"}`, verdict === each ? 1 : 0);
    put(`headwatch_chain_head_timestamp_seconds{${common}}`, (corroborated?.head.timestamp ?? epoch) - epoch);
    for (const name of ['n1', 'n2'])
      for (const each of nodeVerdicts)
        put(
          `headwatch_node_verdict{${ofNode(name)},verdict="${each}"}`,
          scene.node(name).memory.verdict === each ? 1 : 0,
        );
    for (const [state, seconds] of Object.entries(scene.edge().seconds))
      put(`headwatch_edge_seconds_total{${common},role="edge",target="e1",region="eu",state="${state}"}`, seconds);
  });
  return { fleet: scene.fleet, series, seconds: scene.edge().seconds };
};

/** What else stands still with the sequencer, each second; nothing of it is any node's fault. */
const beside = (): ReadonlyMap<string, readonly number[]> => {
  const during = (before: number, then: number): readonly number[] =>
    Array.from({ length }, (_, at) => (at < begin + 5 || at >= begin + halt ? before : then));
  const standing = Array.from({ length }, (_, at) => 1000 + Math.min(at, begin) + Math.max(0, at - begin - halt));
  const posted = Array.from({ length }, (_, at) => (at < begin || at >= begin + halt + 60 ? at : begin));
  return new Map([
    ...['n1', 'n2'].flatMap((name): [string, readonly number[]][] => [
      [`headwatch_nitro_feed_sources{${ofNode(name)},state="connected"}`, during(1, 0)],
      [`headwatch_subscription_up{${ofNode(name)}}`, during(1, 0)],
      [`headwatch_nitro_publisher_healthy{${ofNode(name)}}`, during(1, 0)],
      [`headwatch_tag_number{${ofNode(name)},tag="safe"}`, standing],
      [`headwatch_tag_number{${ofNode(name)},tag="finalized"}`, standing],
    ]),
    [`headwatch_batch_posted_timestamp_seconds{${common}}`, posted],
    [`headwatch_batch_count{${common}}`, posted.map((at) => Math.floor(at / 100))],
    [`headwatch_feed_connected{${common},feed="f1"}`, during(1, 0)],
  ]);
};

test('75 minutes without a block are one alert of the chain and none of a node', async () => {
  const { fleet, series, seconds } = await play();
  // The second in which the first node goes on and nobody confirms it yet.
  expect(seconds.bad).toBeLessThanOrEqual(1);
  expect(seconds.halted).toBeGreaterThan(halt - 60);
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-halt-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  // Our own processes are no part of the scene. Each rule looks back for five seconds at least: none is missed.
  const groups = (['fast', 'slow'] as const).flatMap((group) => {
    const { rules = [], ...rest } = ruleGroup(fleet, group) ?? { name: group };
    return [{ ...rest, interval: '5s', rules: rules.filter(({ labels }) => labels.scope !== 'self') }];
  });
  writeFileSync(join(dir, 'rules.yml'), stringify({ groups }, { lineWidth: 0 }));
  const input = [...series, ...beside()].map(([name, values]) => ({ series: name, values: shortNotation(values) }));
  const fired = {
    expr: 'count by (alertname, target, chain) (max_over_time(ALERTS{alertstate="firing"}[2h]))',
    eval_time: `${length - 5}s`,
    exp_samples: [{ labels: '{alertname="ChainHalted", chain="arbitrum-one"}', value: 1 }],
  };
  const over = { expr: 'ALERTS{alertstate="firing"}', eval_time: `${length - 5}s`, exp_samples: [] };
  const file = {
    rule_files: ['rules.yml'],
    evaluation_interval: '5s',
    tests: [{ interval: '1s', input_series: input, promql_expr_test: [fired, over] }],
  };
  writeFileSync(join(dir, 'test.yml'), stringify(file, { aliasDuplicateObjects: false, lineWidth: 0 }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'test.yml'], {
    cwd: dir,
    encoding: 'utf8',
  });
  expect(status === 0 ? '' : stdout + stderr).toBe('');
}, 120_000);
