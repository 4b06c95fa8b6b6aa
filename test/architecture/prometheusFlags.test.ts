/** How Prometheus is started, in each place that says it: what is kept and what is taken is the policy's. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { keepsFor } from '../../cli/vantage/agent.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { prometheusFlags } from '../../demo/stack/programs.ts';

const textOf = (file: string): string => readFileSync(file, 'utf8');
const compose: readonly string[] = parse(textOf('docker-compose.yml')).services.prometheus.command;

const flagsIn: Readonly<Record<string, readonly string[]>> = {
  'docker-compose.yml': compose,
  'docs/operate.md': textOf('docs/operate.md').match(/--[\w.-]+(=\S+)?/g) ?? [],
  'the demo': prometheusFlags,
};

describe.each(Object.entries(flagsIn))('%s', (_, flags) => {
  test('keeps samples for as long as the rules and the ledger look back', () => {
    expect(flags).toContain(`--storage.tsdb.retention.time=${limits.retention / 86_400}d`);
  });

  test('has a cap on the disk, the same everywhere', () => {
    expect(flags).toContain('--storage.tsdb.retention.size=30GB');
  });

  test('repeats alerts soon enough for an Alertmanager that was away, and not too soon for a Prometheus that restarts', () => {
    expect(flags).toContain(`--rules.alert.resend-delay=${limits.alertResend}s`);
  });

  test('takes what vantages ship', () => {
    expect(flags).toContain('--web.enable-remote-write-receiver');
  });
});

test('an agent keeps what the centre still takes, and the ledger waits for longer than that', () => {
  const hours = /^(\d+)h$/.exec(keepsFor())?.[1];
  expect(Number(hours) * 3600).toBeLessThan(limits.ledgerSettlesGaps);
  for (const name of ['us', 'ap']) {
    const readme = textOf(`generated/example/vantages/${name}/README.md`);
    expect(readme).toContain(`--storage.agent.retention.max-time=${keepsFor()}`);
  }
});

test('every flag that is written down for the agent is known to Prometheus', () => {
  const help = execFileSync('prometheus', ['--help'], { encoding: 'utf8' });
  const flags = textOf('generated/example/vantages/us/README.md').match(/--(storage|web|config)[\w.-]+/g) ?? [];
  expect(flags.length).toBeGreaterThan(3);
  for (const flag of flags) expect(help).toContain(flag);
});
