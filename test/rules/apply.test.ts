/** `headwatch apply` against a real Prometheus and Alertmanager. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFleet } from '../../collector/config/load.ts';
import { freePorts } from '../../demo/stack/ports.ts';
import { kinds } from '../../exporters/kinds.ts';
import { createServers } from './support/servers.ts';

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const headwatch = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args], {
      env: { ...process.env, ...env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.once('close', (code) => resolve({ code, out, err }));
  });

const home = mkdtempSync(join(tmpdir(), 'headwatch-home-'));
const file = join(home, 'fleet.yaml');
const servers = createServers();
const ports = { prometheus: 0, alertmanager: 0 };

const writeFleet = (edit: (text: string) => string = (text) => text): void => {
  const text = readFileSync('fleet.minimal.yaml', 'utf8');
  const where = `prometheus: { url: "http://127.0.0.1:${ports.prometheus}" }
alertmanagers: [{ url: "http://127.0.0.1:${ports.alertmanager}" }]
`;
  writeFileSync(file, edit(`${text}\n${where}`));
};

beforeAll(async () => {
  [ports.prometheus = 0, ports.alertmanager = 0] = await freePorts(2);
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets/discord_webhook'), 'https://discord.com/api/webhooks/1/planted-discord\n');
  writeFleet();
}, 60_000);

afterAll(async () => {
  await servers.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('headwatch apply', { timeout: 60_000 }, () => {
  test('says what it would do, and does nothing, with --dry-run', async () => {
    const { code, out } = await headwatch(['apply', '--config', file, '--dry-run']);
    expect(out).toContain('Alert NodeUnreachable would be added.');
    expect(out).toContain('Checked by promtool and amtool.');
    expect(code).toBe(0);
    expect(existsSync(join(home, 'generated'))).toBe(false);
    expect(existsSync(join(home, 'runtime'))).toBe(false);
  });

  test('writes the files, yet fails and says so, when nothing runs that could read them', async () => {
    const { code, out } = await headwatch(['apply', '--config', file]);
    expect(out).toMatch(/Prometheus at \S+: NOT LIVE: cannot be reached \(ECONNREFUSED\)/);
    expect(out).toMatch(/Alertmanager at \S+: NOT LIVE: cannot be reached \(ECONNREFUSED\)/);
    expect(code).toBe(1);
    expect(statSync(join(home, 'runtime/alertmanager.yml')).mode & 0o777).toBe(0o600);
  });

  test('warns loudly when the tools that check are missing', async () => {
    const { err, out } = await headwatch(['apply', '--config', file, '--dry-run'], { PATH: '/nowhere' });
    expect(err).toContain('WARNING: promtool is not on PATH');
    expect(err).toContain('WARNING: amtool is not on PATH');
    expect(out).not.toContain('Checked by');
  });

  test('is live once they run on what it wrote, and a second run changes nothing', async () => {
    await Promise.all([
      servers.prometheus(ports.prometheus, join(home, 'runtime/prometheus.yml'), join(home, 'tsdb')),
      servers.alertmanager(ports.alertmanager, join(home, 'runtime/alertmanager.yml'), join(home, 'am')),
    ]);
    const { code, out } = await headwatch(['apply', '--config', file]);
    expect(out).toContain('No alert changes.');
    expect(out).toMatch(/Prometheus at \S+: \d+ alerts are live\./);
    expect(out).toMatch(/Alertmanager at \S+: routes and receivers are live\./);
    expect(code).toBe(0);
  });

  test('brings a change of fleet.yaml to life and says it in words', async () => {
    writeFleet((text) => text.replace('name: my-node', 'name: my-node, page_on_halt: true'));
    const { code, out } = await headwatch(['apply', '--config', file]);
    expect(out).toContain('Alert ChainHalted changed (labels.severity, labels.page_class).');
    expect(code).toBe(0);
    const rules: unknown = await (await fetch(`http://127.0.0.1:${ports.prometheus}/api/v1/rules`)).json();
    expect(JSON.stringify(rules)).toContain('"page_class":"outage"');
  });

  test('brings the recordings of the first edge to life, and notices when they are not', async () => {
    const edge = `edges:
  - { name: arb, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "http://127.0.0.1:9/", regions: { home: [node-1] } }
`;
    writeFleet((text) => `${text}\n${edge}`);
    const { code, out } = await headwatch(['apply', '--config', file]);
    expect(out).toContain('Alert BudgetBurn added.');
    expect(out).not.toContain('undefined');
    expect(code).toBe(0);
    const { makeLive } = await import('../../alerts/apply/live.ts');
    const fleet = loadFleet(file, { kinds });
    // As if its rules had been made from another fleet.yaml.
    rmSync(join(home, 'generated/prometheus/rules/sli.yml'));
    const [prometheus] = await makeLive(fleet);
    expect(prometheus?.detail).toContain('its recordings headwatch-sli-state are others');
    expect((await headwatch(['apply', '--config', file])).code).toBe(0);
  });

  test("brings the user's own rules to life, names them, and takes them away again", async () => {
    mkdirSync(join(home, 'rules.d'));
    const own = join(home, 'rules.d/disk.yml');
    writeFileSync(
      own,
      `groups:
  - name: disk
    rules:
      - alert: DiskFillsUp
        expr: node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
        labels: { severity: warning, scope: "node:node-1", region: home }
        annotations: { summary: "A disk fills up.", description: "{{ $value | humanizePercentage }} left." }
`,
    );
    const added = await headwatch(['apply', '--config', file]);
    expect(added.out).toContain('Alert DiskFillsUp added.');
    expect(added.code).toBe(0);
    const rules: unknown = await (await fetch(`http://127.0.0.1:${ports.prometheus}/api/v1/rules`)).json();
    expect(JSON.stringify(rules)).toContain('DiskFillsUp');
    rmSync(own);
    const removed = await headwatch(['apply', '--config', file]);
    expect(removed.out).toContain('Alert DiskFillsUp removed.');
    expect(removed.code).toBe(0);
  });

  test('prints one JSON object with --json, and no secret anywhere', async () => {
    const { code, out, err } = await headwatch(['apply', '--config', file, '--json']);
    const result: unknown = JSON.parse(out);
    expect(result).toMatchObject({ ok: true, dryRun: false, alerts: [], files: [] });
    expect(code).toBe(0);
    expect(out + err).not.toContain('planted');
  });

  test('notices a Prometheus that reads other rules than those it wrote', async () => {
    // What a user does who starts Prometheus with a configuration of their own.
    const [other = 0] = await freePorts(1);
    writeFileSync(join(home, 'own.yml'), 'global: { scrape_interval: 15s }\n');
    await servers.prometheus(other, join(home, 'own.yml'), join(home, 'tsdb-own'));
    writeFleet((text) => text.replace(`127.0.0.1:${ports.prometheus}`, `127.0.0.1:${other}`));
    const { code, out } = await headwatch(['apply', '--config', file]);
    expect(out).toMatch(/Prometheus at \S+: NOT LIVE: it has no group headwatch-fast/);
    expect(code).toBe(1);
  });

  test('refuses a secret file that is there but says nothing, and writes nothing', async () => {
    const before = readFileSync(join(home, 'runtime/alertmanager.yml'), 'utf8');
    writeFileSync(join(home, 'secrets/discord_webhook'), '');
    const { code, err } = await headwatch(['apply', '--config', file]);
    expect(err).toContain('notify.discord.operators_file: the file is there, but it is empty or cannot be read');
    expect(code).toBe(2);
    expect(readFileSync(join(home, 'runtime/alertmanager.yml'), 'utf8')).toBe(before);
  });
});
