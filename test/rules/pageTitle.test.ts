/** What a phone shows of a page, from the generated configuration through a real Alertmanager. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerFile } from '../../alerts/routing/alertmanager.ts';
import { freePorts } from '../../demo/stack/ports.ts';
import { eventually, standin } from '../contract/router/world.ts';
import { fleetOf } from './support/fleets.ts';
import { createServers } from './support/servers.ts';

const pageShape = z.object({
  event_action: z.string(),
  dedup_key: z.string(),
  payload: z.object({ summary: z.string(), custom_details: z.record(z.string(), z.string()) }).optional(),
});

test('a group is told by the gravest page that fires, with its cause; a new cause repeats nothing', async () => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-title-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const pagerduty = await standin(() => ({ status: 202, body: { status: 'success' } }));
  const router = await standin(() => ({ status: 200, body: {} }));
  const fleet = fleetOf('example', {
    home,
    edit: [
      ['secrets/pagerduty_key', `secrets/pagerduty_key, url: "${pagerduty.url}/v2/enqueue"`],
      ['router: { token_file', `router: { listen: "127.0.0.1:${router.port}", token_file`],
    ],
    secrets: ['pagerduty_key'],
  });
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets/pagerduty_key'), 'planted0pagerduty0key00000000000');
  writeFileSync(join(home, 'alertmanager.yml'), alertmanagerFile(fleet, 'inline'));
  const servers = createServers();
  onTestFinished(() => servers.stop());
  const [port = 0] = await freePorts(1);
  await servers.alertmanager(port, join(home, 'alertmanager.yml'), join(home, 'am'));

  const alert = (alertname: string, annotations: Readonly<Record<string, string>>, endsAt?: string) => ({
    labels: { alertname, severity: 'page', page_class: 'outage', scope: 'edge:arb', region: 'eu' },
    annotations: { summary: `${alertname} sums up.`, ...annotations },
    ...(endsAt ? { endsAt } : {}),
  });
  const tell = async (...alerts: readonly ReturnType<typeof alert>[]): Promise<void> => {
    await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
  };
  const events = () => pagerduty.seen.map(({ body }) => pageShape.parse(body));
  const stale = { headline: 'STALE HEAD, HTTP 200' };

  await tell(alert('BudgetFastBurn', {}), alert('EdgeDown', { ...stale, cause: 'arb-eu stalled' }));
  await eventually('the page', () => events().length === 1);
  expect(events()[0]?.payload).toMatchObject({
    summary: 'arb edge · eu · STALE HEAD, HTTP 200 · cause: arb-eu stalled',
    custom_details: { summary: 'EdgeDown sums up.' },
  });

  // Annotations are no part of an alert's identity: three more flushes say nothing of this.
  await tell(alert('EdgeDown', { ...stale, cause: 'edge' }));
  await new Promise((done) => setTimeout(done, 3500));
  expect(events()).toHaveLength(1);

  await tell(alert('EdgeDown', stale, new Date().toISOString()));
  await eventually('what is left', () => events().length === 2);
  expect(events()[1]).toMatchObject({
    ...{ event_action: 'trigger', dedup_key: events()[0]?.dedup_key },
    payload: { summary: 'arb edge · eu · BUDGET FAST BURN', custom_details: { summary: 'BudgetFastBurn sums up.' } },
  });
}, 60_000);
