/** A real Alertmanager takes the stand-ins for the real thing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Standins, startStandins } from '../../../demo/standins/main.ts';
import { discordLog, eventually, freePort, onPath, pagerdutyLog, postJson } from './support.ts';

interface Webhook {
  readonly groupKey: string;
  readonly status: string;
}

let standins: Standins;
let router: Server;
let alertmanager: ChildProcess;
let directory: string;
let url: string;
const webhooks: Webhook[] = [];

const config = (routerUrl: string): string => `
route: { receiver: page, group_by: [scope, region, page_class], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: page
    pagerduty_configs:
      - routing_key: ${standins.pagerduty.routingKey}
        url: ${standins.pagerduty.url}
        severity: critical
        class: '{{ .CommonLabels.page_class }}'
        component: '{{ .CommonLabels.scope }}'
        description: '{{ .CommonAnnotations.summary }}'
    webhook_configs:
      - url: ${routerUrl}
    discord_configs:
      - webhook_url: ${standins.discord.webhookUrl}
        title: '{{ .CommonAnnotations.summary }} ({{ .Status }})'
`;

beforeAll(async () => {
  standins = await startStandins();
  router = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // Alertmanager's webhook v4 body; only two members are looked at.
      webhooks.push(JSON.parse(Buffer.concat(chunks).toString()) as Webhook);
      response.end();
    });
  });
  router.listen(0, '127.0.0.1');
  await once(router, 'listening');
  const address = router.address();
  const routerPort = typeof address === 'object' && address ? address.port : 0;

  directory = await mkdtemp(join(tmpdir(), 'standins-am-'));
  const file = join(directory, 'alertmanager.yml');
  await writeFile(file, config(`http://127.0.0.1:${routerPort}/`));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const listen = [`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='];
  const files = [`--config.file=${file}`, `--storage.path=${join(directory, 'data')}`];
  alertmanager = spawn(onPath('prometheus-alertmanager', 'alertmanager'), [...listen, ...files], { stdio: 'ignore' });
  await eventually('Alertmanager to be ready', async () => {
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
    return ready?.ok ? true : undefined;
  });
}, 30_000);

afterAll(async () => {
  if (alertmanager?.exitCode === null) {
    const exited = once(alertmanager, 'exit');
    alertmanager.kill('SIGTERM');
    await exited;
  }
  router?.closeAllConnections();
  router?.close();
  await standins?.stop();
  if (directory) await rm(directory, { recursive: true, force: true });
});

const summary = 'The edge arb is bad for members in eu.';
const alert = {
  labels: { alertname: 'EdgeDown', severity: 'page', scope: 'edge:arb', region: 'eu', page_class: 'outage' },
  annotations: { summary },
  startsAt: new Date(Date.now() - 30_000).toISOString(),
};

it('pages once under the hash of the group key, posts to Discord, and resolves both', async () => {
  expect((await postJson(`${url}/api/v2/alerts`, [alert])).status).toBe(200);
  const page = await eventually('the page', () => pagerdutyLog(standins)[0]);
  const post = await eventually('the Discord message', () => discordLog(standins)[0]);
  const webhook = await eventually('the webhook', () => webhooks[0]);

  expect(page).toMatchObject({ status: 202, accepted: true });
  expect(page.facts).toMatchObject({
    action: 'trigger',
    newIncident: true,
    summary,
    severity: 'critical',
    class: 'outage',
    component: 'edge:arb',
  });
  expect(page.facts?.dedup_key).toBe(createHash('sha256').update(webhook.groupKey).digest('hex'));
  expect(post).toMatchObject({
    accepted: true,
    reason: null,
    facts: { action: 'create', title: `${summary} (firing)` },
  });

  await postJson(`${url}/api/v2/alerts`, [{ ...alert, endsAt: new Date().toISOString() }]);
  const resolve = await eventually('the resolve', () => pagerdutyLog(standins)[1]);
  expect(resolve.facts).toMatchObject({ action: 'resolve', incident: 1, dedup_key: page.facts?.dedup_key });
  const second = await eventually('the second Discord message', () => discordLog(standins)[1]);
  expect(second.facts).toMatchObject({ action: 'create', title: `${summary} (resolved)` });
  expect(standins.log().every((entry) => entry.accepted)).toBe(true);
});
