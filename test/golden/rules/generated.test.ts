/** What is checked in equals what is generated, the real tools accept it, and it holds no secret. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertFiles, runtimeAlertmanager } from '../../../alerts/generate.ts';
import { alertmanagerConfig } from '../../../alerts/routing/alertmanager.ts';
import type { AlertmanagerConfig } from '../../../alerts/routing/model.ts';
import {
  exampleTrees,
  generatedDir,
  homeTree,
  loadForGeneration,
  packageRoot,
  runtimeCopies,
} from '../../../cli/generation.ts';
import { compareTree, writePrivate, writeTree } from '../../../cli/tree.ts';
import { fleetOf, planted } from '../../rules/support/fleets.ts';

const dir = mkdtempSync(join(tmpdir(), 'headwatch-golden-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const tool = (command: string, args: readonly string[]): { readonly status: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
};

describe('the generated files of a clone', () => {
  test('are checked in as generated, with no orphan', async () => {
    const drift = (await exampleTrees()).flatMap((tree) =>
      compareTree(tree).map(({ path, what }) => `${tree.label}/${path}: ${what}`),
    );
    expect(drift).toEqual([]);
  });

  test('are the same bytes each time, wherever the home is', async () => {
    const texts = async () => JSON.stringify((await exampleTrees()).map((tree) => [...tree.files]));
    expect(await texts()).toBe(await texts());
    const [here, there] = ['/home/a', '/srv/b'].map((home) =>
      JSON.stringify([...alertFiles(fleetOf('example', { home }))]),
    );
    expect(here).toBe(there);
  });

  test('drift is found: a changed file, a missing one, an orphan; and writing mends all three', () => {
    const root = join(dir, 'drift');
    const tree = {
      root,
      files: new Map([
        ['a/b.yml', 'b'],
        ['c.yml', 'c'],
      ]),
      whole: true,
    };
    writeTree(tree);
    writeFileSync(join(root, 'c.yml'), 'edited');
    writeFileSync(join(root, 'old.yml'), '');
    rmSync(join(root, 'a/b.yml'));
    const drift = [
      { path: 'a/b.yml', what: 'missing' },
      { path: 'c.yml', what: 'changed' },
      { path: 'old.yml', what: 'orphan' },
    ];
    expect(compareTree(tree)).toEqual(drift);
    expect(writeTree(tree)).toEqual(drift);
    expect(compareTree(tree)).toEqual([]);
  });

  test('generate --check says which file differs and exits 1', () => {
    const home = join(dir, 'home');
    mkdirSync(home);
    cpSync('fleet.minimal.yaml', join(home, 'fleet.yaml'));
    const headwatch = (...args: string[]) =>
      spawnSync(
        process.execPath,
        ['--import', 'tsx', 'cli/main.ts', 'generate', '--config', join(home, 'fleet.yaml'), ...args],
        { encoding: 'utf8' },
      );
    expect(headwatch().status).toBe(0);
    expect(headwatch('--check').status).toBe(0);
    const file = join(home, 'generated/prometheus/rules/fast.yml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}# mine\n`);
    const { status, stdout } = headwatch('--check', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      drift: [{ path: expect.stringMatching(/generated\/prometheus\/rules\/fast\.yml$/), what: 'changed' }],
    });
  });
});

describe.each(['example', 'minimal'] as const)('the %s fleet', (name) => {
  const fleet = fleetOf(name, { home: join(dir, name) });
  const root = join(dir, name, 'generated');
  writeTree({ root, files: alertFiles(fleet), whole: true });
  writePrivate(join(dir, name, 'runtime'), runtimeCopies(fleet).files);

  const ruleFiles = [...alertFiles(fleet).keys()].filter((path) => path.startsWith('prometheus/rules/'));
  test.each(ruleFiles)('promtool finds nothing to say about %s', (path) => {
    const { status, said } = tool('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', join(root, path)]);
    expect(said).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  test('promtool accepts prometheus.yml with these rules and targets', () => {
    const { status, said } = tool('promtool', ['check', 'config', join(dir, name, 'runtime/prometheus.yml')]);
    expect(said).not.toContain('WARNING');
    expect(status).toBe(0);
  });

  test('amtool 0.25 accepts the runtime copy', () => {
    const { status, said } = tool('amtool', ['check-config', join(dir, name, 'runtime/alertmanager.yml')]);
    expect(said).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  test('no secret is in what is checked in', () => {
    const text = [...alertFiles(fleet).values()].join('\n');
    for (const secret of planted) expect(text).not.toContain(secret);
  });

  test('what holds secrets is for its owner alone, also where a wider file was before', () => {
    const file = join(dir, name, 'runtime/alertmanager.yml');
    execFileSync('chmod', ['644', file]);
    writePrivate(join(dir, name, 'runtime'), runtimeCopies(fleet).files);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('alertmanager.yml', () => {
  test('names files relative to itself in git, and inlines just the two addresses at run time', () => {
    const fleet = fleetOf('example');
    const files = JSON.stringify(alertmanagerConfig(fleet, 'files'));
    expect(files).toContain('"webhook_url_file":"../../secrets/discord_webhook"');
    expect(files).toContain('"url_file":"../../secrets/deadman_url"');
    expect(files).toContain('"routing_key_file":"../../secrets/pagerduty_key"');
    const { text, without } = runtimeAlertmanager(fleet);
    expect(text).toContain('webhook_url: https://discord.com/api/webhooks/1/planted-discord');
    expect(text).toContain('url: https://deadman.example.org/planted-deadman');
    expect(text).toContain('routing_key_file: /srv/headwatch/secrets/pagerduty_key');
    expect(text).not.toContain('planted0pagerduty');
    expect(without).toEqual([]);
  });

  test('shows the router its token wherever it tells it something, from the file and never in the text', () => {
    const fleet = fleetOf('example');
    const shown = (config: AlertmanagerConfig) =>
      config.receivers.map(({ webhook_configs: all = [] }) =>
        all.filter((one) => 'url' in one && one.url.includes(':9761/')).map(({ http_config: http }) => http),
      );
    const file = '/srv/headwatch/secrets/router_token';
    const http = { follow_redirects: false, authorization: { credentials_file: file } };
    expect(shown(alertmanagerConfig(fleet, 'inline'))).toEqual([[http], [http], [http], []]);
    const relative = { ...http, authorization: { credentials_file: '../../secrets/router_token' } };
    expect(shown(alertmanagerConfig(fleet, 'files'))).toEqual([[relative], [relative], [relative], []]);
    expect(runtimeAlertmanager(fleet).text).not.toContain('planted-router-token');
    // Not made yet: a file that is not there would keep Alertmanager from telling anything.
    const young = fleetOf('example', { secrets: ['discord_webhook'] });
    expect(runtimeAlertmanager(young).text).not.toContain('credentials_file');
  });

  test('leaves out at run time what has no secret, and says what that costs', () => {
    const { text, without } = runtimeAlertmanager(fleetOf('example', { secrets: [] }));
    expect(parse(text)).toHaveProperty('receivers', [
      { name: 'router', webhook_configs: [expect.anything()] },
      { name: 'page', webhook_configs: [expect.anything()] },
      { name: 'deadman', webhook_configs: [expect.anything()] },
    ]);
    expect(without).toContain('Nobody will be paged.');
  });

  test('sends to a stand-in for Discord when the fleet names its API', () => {
    const fleet = fleetOf('example', {
      edit: [
        [
          'operators_file: secrets/discord_webhook',
          'operators_file: secrets/discord_webhook, api: "http://127.0.0.1:4000/api"',
        ],
      ],
    });
    expect(runtimeAlertmanager(fleet).text).toContain(
      'webhook_url: http://127.0.0.1:4000/api/webhooks/1/planted-discord',
    );
  });

  test('a page reads like a headline on a phone, and its details say what to do', () => {
    const config = alertmanagerConfig(fleetOf('example'), 'files');
    const page = config.receivers.find((receiver) => receiver.name === 'page')?.pagerduty_configs?.[0];
    const data = join(dir, 'page.json');
    const alert = (scope: string, region: string, alertname: string) => ({
      labels: { scope, region, alertname, severity: 'page' },
      annotations: { summary: 'S.', description: 'D.', impact: 'I.', action: 'A.', runbook_url: 'R' },
    });
    const render = (template: string, ...all: readonly (ReturnType<typeof alert> & { status?: string })[]): string => {
      writeFileSync(
        data,
        JSON.stringify({ status: 'firing', alerts: all.map((one) => ({ status: 'firing', ...one })), groupLabels: {} }),
      );
      return tool('amtool', [
        'template',
        'render',
        '--template.glob=/dev/null',
        `--template.data=${data}`,
        `--template.text=${template}`,
      ]).said.trim();
    };
    expect(render(page?.description ?? '', alert('edge:arb', 'eu', 'EdgeDown'))).toBe('arb edge · eu · EDGE DOWN');
    const told = alert('edge:arb', 'eu', 'EdgeDown');
    const blamed = {
      ...told,
      annotations: { ...told.annotations, headline: 'STALE HEAD, HTTP 200', cause: 'arb-eu stalled' },
    };
    expect(render(page?.description ?? '', blamed)).toBe(
      'arb edge · eu · STALE HEAD, HTTP 200 · cause: arb-eu stalled',
    );
    const stale = { ...told, annotations: { ...told.annotations, headline: 'STALE HEAD, HTTP 200' } };
    expect(render(page?.description ?? '', stale)).toBe('arb edge · eu · STALE HEAD, HTTP 200');
    expect(render(page?.description ?? '', alert('self', 'eu', 'MonitorDead'))).toBe('monitor · eu · MONITOR DEAD');
    const breach = alert('sla', 'all', 'SlaBreached');
    expect(render(page?.description ?? '', breach)).toBe('service level · all · SLA BREACHED');
    expect(render(page?.details.action ?? '', alert('self', 'eu', 'MonitorDead'))).toBe('A.');
    // Of several the gravest that fires speaks, wherever it stands; what is over does not, unless all is.
    const burn = alert('edge:arb', 'eu', 'BudgetFastBurn');
    const title = (...all: Parameters<typeof render> extends [string, ...infer A] ? A : never): string =>
      render(page?.description ?? '', ...all);
    expect(title(burn, told)).toBe('arb edge · eu · EDGE DOWN');
    expect(title({ ...told, status: 'resolved' }, burn)).toBe('arb edge · eu · BUDGET FAST BURN');
    expect(title({ ...told, status: 'resolved' })).toBe('arb edge · eu · EDGE DOWN');
  });
});

test('every Alertmanager is told of every alert, behind a path or TLS, too', () => {
  const fleet = fleetOf('minimal', {
    edit: [
      [
        'notify:',
        'alertmanagers: [{ url: "https://am.example.org/alerts" }, { url: "http://10.8.0.2:9093" }]\nnotify:',
      ],
    ],
  });
  expect(JSON.parse(alertFiles(fleet).get('prometheus/targets/alertmanager.json') ?? '')).toEqual([
    { targets: ['am.example.org:443'], labels: { scheme: 'https', path: '/alerts/api/v2/alerts' } },
    { targets: ['10.8.0.2:9093'], labels: { scheme: 'http', path: '/api/v2/alerts' } },
  ]);
});

test.each(['example', 'minimal'])('generating the %s fleet of a clone writes its own checked-in tree', async (name) => {
  const file = join(packageRoot, `fleet.${name}.yaml`);
  const tree = await homeTree(loadForGeneration(file), file);
  expect(tree.root).toBe(join(packageRoot, 'generated', name));
  expect(compareTree(tree)).toEqual([]);
});

test('another fleet file in the clone is refused: its tree would sweep the examples away', () => {
  const fleet = loadForGeneration(join(packageRoot, 'fleet.minimal.yaml'));
  expect(() => generatedDir(fleet, join(packageRoot, 'fleet.mine.yaml'))).toThrow('move it to a home');
  expect(() => generatedDir(fleet)).toThrow('move it to a home');
});
