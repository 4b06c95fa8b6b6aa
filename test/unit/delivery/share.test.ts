/** Publishing, against a stand-in for Grafana that has its quirks. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeGrafanaSecrets } from '../../../collector/config/init/grafanaSecrets.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { publicToken } from '../../../dashboards/publicShare.ts';
import { grafanaClient } from '../../../dashboards/share/client.ts';
import { publicPages } from '../../../dashboards/share/pages.ts';
import { type Page, share, type Told } from '../../../dashboards/share/share.ts';
import { exampleFleet } from '../dashboards/support/fleets.ts';
import { freePort } from './support/programs.ts';
import { type StubGrafana, startStubGrafana } from './support/stubGrafana.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const password = 'of-the-public-grafana';
const pages: readonly Page[] = [
  { uid: 'headwatch-status', token: 'a'.repeat(32), panel: 7 },
  { uid: 'headwatch-sla', token: 'b'.repeat(32), panel: 9 },
];
let grafana: StubGrafana;
let said: string[];

beforeEach(async () => {
  grafana = await startStubGrafana(
    pages.map(({ uid }) => uid),
    password,
  );
  said = [];
});
afterEach(() => grafana.stop());

/** Time passes by itself: whoever sleeps wakes later. */
const run = (over: { url?: string; password?: string; pages?: readonly Page[] } = {}): Promise<readonly Told[]> => {
  let clock = 0;
  return share({
    client: grafanaClient(over.url ?? grafana.url, new Secret(over.password ?? password)),
    pages: over.pages ?? pages,
    datasource: 'headwatch-public',
    patience: 20_000,
    say: (line) => said.push(line),
    now: () => clock,
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
  });
};
const whats = (told: readonly Told[]): readonly string[] => told.map(({ what }) => what);
const writes = (): readonly string[] =>
  grafana.asked.filter((each) => /^(POST|PATCH|DELETE) \/api\/dashboards/.test(each));

describe('what is published', () => {
  it('has the addresses asked for, without time picker and annotations', async () => {
    expect(whats(await run())).toEqual(['published', 'published']);
    expect(grafana.shares.get('headwatch-status')).toMatchObject({
      accessToken: 'a'.repeat(32),
      isEnabled: true,
      timeSelectionEnabled: false,
      annotationsEnabled: false,
      share: 'public',
    });
  });

  it('is left alone by a second run', async () => {
    await run();
    const before = writes().length;
    expect(whats(await run())).toEqual(['unchanged', 'unchanged']);
    expect(writes()).toHaveLength(before);
  });

  it('is mended where somebody paused it or opened the time picker', async () => {
    await run();
    const changed = grafana.shares.get('headwatch-sla');
    if (changed) Object.assign(changed, { isEnabled: false, timeSelectionEnabled: true });
    expect(whats(await run())).toEqual(['unchanged', 'changed']);
    expect(grafana.shares.get('headwatch-sla')).toMatchObject({ isEnabled: true, timeSelectionEnabled: false });
  });

  it('moves to a new address, which a PATCH cannot do', async () => {
    await run();
    const moved = pages.map((page) => ({ ...page, token: page.token.replaceAll('a', 'c') }));
    expect(whats(await run({ pages: moved }))).toEqual(['moved', 'unchanged']);
    expect(grafana.shares.get('headwatch-status')?.accessToken).toBe('c'.repeat(32));
  });

  it('is withdrawn when it is no page of ours any more', async () => {
    await run();
    expect(await run({ pages: pages.slice(0, 1) })).toMatchObject([
      { uid: 'headwatch-status', what: 'unchanged' },
      { uid: 'headwatch-sla', what: 'withdrawn' },
    ]);
    expect([...grafana.shares.keys()]).toEqual(['headwatch-status']);
  });

  it('is taken as it is when another run was quicker', async () => {
    grafana.is.raced = true;
    expect(whats(await run())).toEqual(['unchanged', 'published']);
  });
});

describe('what is not ready', () => {
  it('is waited for, and said', async () => {
    grafana.is.startingFor = 14;
    grafana.is.unreadFor = 12;
    expect(whats(await run())).toEqual(['published', 'published']);
    expect(said[0]).toBe('Waiting for Grafana, 5 s: /api/health says 503.');
    expect(said.join('\n')).toContain(
      'Waiting for the dashboard headwatch-status, 5 s: HTTP 404, "Dashboard not found"',
    );
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a dashboard is missing',
      () => Object.assign(grafana.is, { unreadFor: 999 }),
      /the dashboard headwatch-status: gave up after 20 s.*mounted\?/,
    ],
    [
      'the datasource is missing',
      () => Object.assign(grafana.is, { datasources: [] }),
      /not there; is generated\/grafana\/provisioning\/public mounted/,
    ],
    [
      'the datasource is ill',
      () => Object.assign(grafana.is, { datasourceHealth: 'ERROR' }),
      /"connection refused"; does prometheus-public run/,
    ],
    [
      'the datasource is direct',
      () => Object.assign(grafana.is, { datasources: [{ uid: 'headwatch-public', access: 'direct', readOnly: true }] }),
      /anything but "proxy"/,
    ],
    [
      'there is a second datasource',
      () =>
        Object.assign(grafana.is, {
          datasources: [...grafana.is.datasources, { uid: 'ours', access: 'proxy', readOnly: true }],
        }),
      /other datasources \(ours\)/,
    ],
    ['anyone is let in', () => Object.assign(grafana.is, { anonymous: true }), /GF_AUTH_ANONYMOUS_ENABLED=false/],
    ['queries are told', () => Object.assign(grafana.is, { tellsQueries: true }), /is told its queries/],
    [
      'a panel fails',
      () => Object.assign(grafana.is, { panelError: 'query timed out' }),
      /does not answer visitors: query timed out/,
    ],
  ])('%s', async (_, breaks, message) => {
    breaks();
    await expect(run()).rejects.toThrow(message);
  });

  it('says that the password is not the one of the database, and does not print it', async () => {
    const error = await run({ password: 'planted-password' }).catch((thrown: unknown) => String(thrown));
    expect(error).toMatch(/refuses the password of admin.*only for a new database/);
    expect(error).not.toContain('planted-password');
  });

  it('says that nobody answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await expect(run({ url })).rejects.toThrow(/Grafana: gave up after 20 s: no answer \(.*ECONNREFUSED/);
  });
});

it('publishes, as a command, every public page of the fleet under its own address', async () => {
  await grafana.stop();
  const fleet = exampleFleet();
  const expected = publicPages(fleet);
  expect(expected.map(({ uid }) => uid)).toContain('headwatch-status');
  expect(expected[0]?.token).toBe(publicToken('status', fleet));
  const home = mkdtempSync(join(tmpdir(), 'headwatch-share-'));
  try {
    writeFileSync(join(home, 'fleet.yaml'), readFileSync(join(root, 'fleet.example.yaml')), { mode: 0o600 });
    makeGrafanaSecrets(home);
    const secret = readFileSync(join(home, 'secrets', 'grafana_public_admin'), 'utf8').trim();
    grafana = await startStubGrafana(
      expected.map(({ uid }) => uid),
      secret,
    );
    const args = ['--import', 'tsx', 'cli/main.ts', 'share', '--config', join(home, 'fleet.yaml'), '--json'];
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [...args, '--wait', '10s', '--grafana', grafana.url, '--root-url', 'https://grafana.example.org/'],
      { cwd: root },
    );
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      pages: expected.map(({ uid, token }) => ({
        dashboard: uid,
        what: 'published',
        url: `https://grafana.example.org/public-dashboards/${token}`,
      })),
    });
    expect(stdout + stderr).not.toContain(secret);
    expect([...grafana.shares.keys()].toSorted()).toEqual(expected.map(({ uid }) => uid).toSorted());
  } finally {
    rmSync(home, { recursive: true });
  }
});
