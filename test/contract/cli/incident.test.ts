/** `headwatch incident` as a user runs it, against a real router with a token. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createRecordingFiles, recordingsDir } from '../../../alerts/router/recording/recordingFile.ts';
import { recording, t0 } from '../../golden/postmortem/scene.ts';
import { labelsOf, secret } from '../../unit/router/fleet.ts';
import { fleetAt, homeOf, incidentsOf, post, routerAt, routerToken, webhookOf } from '../router/world.ts';

const cli = fileURLToPath(new URL('../../../bin/headwatch.mjs', import.meta.url));
const run = (cwd: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, HEADWATCH_HOME: cwd };
    execFile(process.execPath, [cli, 'incident', ...args], { cwd, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

/** The example fleet, at a router that listens here. */
const homeWith = (listen: string, token: string): string => {
  const home = homeOf();
  const text = readFileSync('fleet.example.yaml', 'utf8').replace(
    'router: { token_file',
    `router: { listen: "${listen}", token_file`,
  );
  writeFileSync(join(home, 'fleet.yaml'), text);
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets', 'router_token'), token);
  return home;
};

const asToken = { authorization: `Bearer ${routerToken}` };

test('list, show, export, and the copy for others; faults say what to do', async () => {
  const routerHome = homeOf();
  const base = fleetAt({ home: routerHome });
  const token = secret('router.token_file', routerToken);
  const router = await routerAt({ home: routerHome }, { router: { ...base.router, token } });
  const webhook = webhookOf(labelsOf.edgeDown, 'firing', t0);
  await fetch(`${router.privateUrl}/alertmanager`, {
    method: 'POST',
    headers: { ...asToken, 'content-type': 'application/json' },
    body: JSON.stringify(webhook),
  });
  expect((await post(router.privateUrl, webhook)).status).toBe(401);
  const id = (await incidentsOf(router.privateUrl, routerToken))[0]?.id ?? '';
  const { gzipSync } = await import('node:zlib');
  await createRecordingFiles(recordingsDir(routerHome)).append(id, gzipSync(await recording()));
  await fetch(`${router.privateUrl}/api/incidents/${id}/ack`, {
    method: 'POST',
    headers: { ...asToken, 'content-type': 'application/json' },
    body: '{"by":"ada planted"}',
  });

  const home = homeWith(router.privateUrl.slice('http://'.length), routerToken);
  const [list, month, json, show, full, others, none, bad, wrong] = await Promise.all([
    run(home, 'list', '--open'),
    run(home, 'list', '--month', '2020-01'),
    run(home, 'show', id, '--json'),
    run(home, 'show', id),
    run(home, 'export', id, '--json'),
    run(home, 'export', id, '--public', '--out', join(home, 'others.zip')),
    run(home, 'show', '2020-01-01-1'),
    run(home, 'export', '../x'),
    run(homeWith(router.privateUrl.slice('http://'.length), 'another-token-of-some-length'), 'list'),
  ]);
  expect(list).toMatchObject({ code: 0, err: '' });
  expect(list.out).toMatch(new RegExp(`^id +opened.*\\n${id} +2026-11-07 03:12:07  acked +page +edge:arb +eu`));
  expect(month).toMatchObject({ code: 0, out: 'No incidents.\n' });
  expect(JSON.parse(json.out)).toMatchObject({ incident: { id }, timeline: [{ kind: 'opened' }, {}, {}, {}] });
  expect(show.out).toContain('Acknowledged by ada planted');
  expect(show.out).toMatch(/Timeline \(UTC\)\n {2}2\d{3}-.* opened +Opened as page: edge:arb, eu\.\n/);
  expect(show.out).toContain('eu: nothing; its collector did not answer');
  expect(none).toMatchObject({ code: 1, out: '', err: 'There is no incident 2020-01-01-1.\n' });
  expect(bad).toMatchObject({ code: 2, err: expect.stringContaining('expected one that list shows') });
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('is not the one it started with') });

  expect(full.code).toBe(0);
  expect(JSON.parse(full.out)).toMatchObject({ file: join(home, `incident-${id}.zip`), public: false });
  const own = unzipSync(readFileSync(join(home, `incident-${id}.zip`)));
  const read = (files: Record<string, Uint8Array>, name: string): string => new TextDecoder().decode(files[name]);
  expect(statSync(join(home, `incident-${id}.zip`)).mode & 0o777).toBe(0o600);
  expect(read(own, `incident-${id}/postmortem.md`)).toContain(`# Incident ${id}: EDGE DOWN on arb edge, eu`);
  expect(JSON.parse(read(own, `incident-${id}/rules.json`))).toEqual([
    { alert: 'EdgeDown', expr: expect.stringContaining('headwatch_edge_seconds_total') },
  ]);
  expect(read(own, `incident-${id}/recording.ndjson`)).toContain('"target":"arb-eu"');
  expect(JSON.parse(read(own, `incident-${id}/versions.json`))).toMatchObject({
    nodes: { 'arb-eu': expect.stringContaining('nitro/') },
  });

  expect(others.code).toBe(0);
  const copy = unzipSync(readFileSync(join(home, 'others.zip')));
  expect(Object.keys(copy)).not.toContain(`incident-${id}-public/rules.json`);
  for (const name of Object.keys(copy)) expect(read(copy, name)).not.toMatch(/planted|arb-eu|"arb"/);
  expect(gunzipSync((await createRecordingFiles(recordingsDir(routerHome)).read(id)) ?? '').toString()).toContain(
    'arb-eu',
  );
}, 60_000);

test('without a router it says which process is missing', async () => {
  const { code, err } = await run(homeWith('127.0.0.1:1', routerToken), 'list');
  expect([code, err]).toEqual([1, expect.stringContaining('is `headwatch alert` running?')]);
});
