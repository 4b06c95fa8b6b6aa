/**
 * Real Prometheus and Alertmanager, and the way between them cut: Alertmanager calls over what it does not hear of, at
 * PagerDuty, too, and nobody may believe it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRouter } from '../../alerts/router/main.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { measure } from '../../demo/drill/measure.ts';
import { startStandins } from '../../demo/standins/main.ts';
import { alertmanagerOf, endOf } from '../contract/router/alertmanager.ts';
import { eventually, fleetAt, freePort, homeOf, incidentsOf } from '../contract/router/world.ts';
import { labelsOf, secret } from '../unit/router/fleet.ts';

/** Seconds. Alertmanager waits four times as long for the next word: 36 s here, four minutes as shipped. */
const resend = 9;

/** A line that can be cut. */
const lineTo = async (port: number) => {
  const open = new Set<Socket>();
  let cut = false;
  const server = createServer((near) => {
    if (cut) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return {
    port: typeof address === 'object' ? address?.port : undefined,
    set: (on: boolean): void => {
      cut = !on;
      if (cut) for (const socket of open) socket.destroy();
    },
  };
};

const ruleFile = (fires: boolean): string => {
  const { alertname, ...labels } = labelsOf.edgeDown;
  const expr = fires ? 'vector(1)' : 'vector(1) > 2';
  const annotations = { summary: 'Members get no fresh blocks.' };
  // JSON is YAML.
  return JSON.stringify({ groups: [{ name: 'fast', rules: [{ alert: alertname, expr, labels, annotations }] }] });
};

const prometheusOf = async (
  home: string,
  alertmanager: number | undefined,
): Promise<{ url: string; child: ChildProcess }> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(home, 'rules.yml'), ruleFile(true));
  writeFileSync(
    join(home, 'prometheus.yml'),
    JSON.stringify({
      global: { evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }] },
    }),
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(home, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--rules.alert.resend-delay=${resend}s`,
      '--web.enable-lifecycle',
    ],
    { stdio: 'ignore' },
  );
  onTestFinished(() => endOf(child));
  await eventually('Prometheus', async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok, 40);
  return { url, child };
};

test('a resolve that nobody can verify ends no card, and PagerDuty is paged again, until it is verified', async () => {
  const home = homeOf();
  const standins = await startStandins();
  onTestFinished(() => standins.stop());
  const amPort = await freePort();
  const line = await lineTo(amPort);
  const key = join(home, 'pagerduty_key');
  writeFileSync(key, standins.pagerduty.routingKey);
  const base = fleetAt({ home });
  const router = { ...base.router, listen: `127.0.0.1:${await freePort()}` };
  const fleet: Fleet = {
    ...base,
    router,
    alertmanagers: [{ url: `http://127.0.0.1:${amPort}` }],
    notify: {
      ...base.notify,
      discord: {
        operators: secret('notify.discord.operators_file', standins.discord.webhookUrl),
        ...{ members: undefined, botToken: undefined, api: standins.discord.api, mentionRole: undefined },
      },
      pagerduty: {
        routingKey: { ...secret('notify.pagerduty.routing_key_file', standins.pagerduty.routingKey), file: key },
        url: standins.pagerduty.url,
      },
    },
  };
  await alertmanagerOf(fleet, undefined, amPort);
  const prometheus = await prometheusOf(home, line.port);
  const running = await startRouter({
    fleet: { ...fleet, prometheus: { url: prometheus.url, writeUrl: undefined } },
    renderStatusPage: () => '',
  });
  onTestFinished(() => running.stop());

  const told = () => measure(standins.log());
  const pages = (): readonly boolean[] => told().pages.map(({ resolvedAt }) => resolvedAt === null);
  const until = (what: string, open: readonly boolean[]): Promise<unknown> =>
    eventually(what, () => JSON.stringify(pages()) === JSON.stringify(open), 4 * resend + 15);
  const state = async (): Promise<string | undefined> => (await incidentsOf(running.privateUrl))[0]?.state;
  const neverOver = (): void => {
    expect(told()).toMatchObject({ cards: [{ resolvedAt: null, reopened: false }], strangers: 0 });
    expect(told().cards).toHaveLength(1);
  };

  await eventually('the card and the page', () => told().cards.length + told().pages.length === 2, 30);

  // Prometheus stands still: it tells Alertmanager nothing, and cannot be asked.
  prometheus.child.kill('SIGSTOP');
  await until('the page after the resolve', [false, true]);
  expect(await state()).toBe('unknown');
  neverOver();
  const said = standins.log().flatMap(({ sink, facts }) => (sink === 'pagerduty' && facts ? [facts] : []));
  expect(said.at(-1)).toMatchObject({ action: 'trigger', newIncident: true, group: 'eu', class: 'outage' });
  expect('summary' in (said.at(-1) ?? {}) && said.at(-1)).toMatchObject({
    summary: 'State unverified, taken as open: Members get no fresh blocks.',
  });
  prometheus.child.kill('SIGCONT');
  await eventually('it fires for certain', async () => (await state()) === 'firing', 30);

  // Prometheus is well, but Alertmanager does not hear it.
  line.set(false);
  await until('the page after the second resolve', [false, false, true]);
  expect(await state()).toBe('firing');
  neverOver();

  line.set(true);
  await new Promise((resolve) => setTimeout(resolve, (resend + 3) * 1000));
  expect(pages()).toEqual([false, false, true]);

  writeFileSync(join(home, 'rules.yml'), ruleFile(false));
  await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
  await until('the end', [false, false, false]);
  await eventually('the end on the card', () => told().cards[0]?.resolvedAt !== null, 20);
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  expect(pages()).toEqual([false, false, false]);
  expect(told()).toMatchObject({ cards: [{ reopened: false, last: { resolved: true } }], strangers: 0 });
  expect(await state()).toBe('resolved');
});
