/**
 * Two real Alertmanagers behind one Prometheus, which sends every alert to both: one card and one incident at PagerDuty,
 * whether they hear of each other or not, and whether one of them dies on the way.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startRouter } from '../../alerts/router/main.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { measure } from '../../demo/drill/measure.ts';
import { startStandins } from '../../demo/standins/main.ts';
import { alertBody, alertmanagerOf, send } from '../contract/router/alertmanager.ts';
import { eventually, factsOf, fleetAt, freePort, homeOf, incidentsOf, neighbours } from '../contract/router/world.ts';
import { labelsOf, secret } from '../unit/router/fleet.ts';

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const alone = ['--cluster.listen-address='] as const;

const pairOf = async (clustered: boolean) => {
  const home = homeOf();
  const standins = await startStandins();
  onTestFinished(() => standins.stop());
  const [webA, webB, gossipA, gossipB] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const facts = factsOf();
  const around = await neighbours(facts);
  const key = join(home, 'pagerduty_key');
  writeFileSync(key, standins.pagerduty.routingKey);
  const base = fleetAt({ home, around });
  const fleet: Fleet = {
    ...base,
    alertmanagers: [{ url: `http://127.0.0.1:${webA}` }, { url: `http://127.0.0.1:${webB}` }],
    router: { ...base.router, listen: `127.0.0.1:${await freePort()}` },
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
  const router = await startRouter({ fleet, renderStatusPage: () => '' });
  onTestFinished(() => router.stop());
  const gossip = (mine: number, other: number): readonly string[] =>
    clustered ? [`--cluster.listen-address=127.0.0.1:${mine}`, `--cluster.peer=127.0.0.1:${other}`] : alone;
  const [a, b] = await Promise.all([
    alertmanagerOf(fleet, gossip(gossipA, gossipB), webA),
    alertmanagerOf(fleet, gossip(gossipB, gossipA), webB),
  ]);

  /** Sends as Prometheus does, to whoever lives, until it is over. */
  const startsAt = new Date().toISOString();
  const both = (endsAt: number): Promise<unknown> => {
    const alert = alertBody(labelsOf.edgeDown, { startsAt, endsAt: new Date(endsAt).toISOString() });
    return Promise.allSettled([a, b].map(({ url }) => send(url, [alert])));
  };
  let fires = true;
  const sending = (async () => {
    facts.prometheusAlerts = [{ labels: labelsOf.edgeDown, state: 'firing' }];
    while (fires) {
      await both(Date.now() + 240_000);
      await pause(1);
    }
  })();
  onTestFinished(async () => {
    fires = false;
    await sending;
  });
  return {
    ...{ a, b, fleet, router, standins },
    over: async () => {
      fires = false;
      await sending;
      facts.prometheusAlerts = [];
      await both(Date.now());
    },
    told: () => measure(standins.log()),
  };
};
type Pair = Awaited<ReturnType<typeof pairOf>>;

/** Requests that opened something or ended it at PagerDuty, each Alertmanager's own included. */
const events = ({ standins }: Pair, action: 'trigger' | 'resolve'): number =>
  standins
    .log()
    .filter(({ sink, facts }) => sink === 'pagerduty' && facts && 'action' in facts && facts.action === action).length;

const firstWord = (pair: Pair): Promise<unknown> =>
  eventually('the card and the page', () => pair.told().cards.length + pair.told().pages.length >= 2, 40);
const end = async (pair: Pair): Promise<void> => {
  await pair.over();
  await eventually('the end', () => pair.told().cards[0]?.resolvedAt && pair.told().pages[0]?.resolvedAt && true, 60);
  // Long enough for the second one's word, and for the loop that looks at everything.
  await pause(20);
  expect(pair.told()).toMatchObject({
    cards: [{ reopened: false, last: { about: 'arb', region: 'eu', resolved: true } }],
    pages: [{ pageClass: 'outage', resolvedAt: expect.any(Number) }],
    strangers: 0,
  });
  expect(pair.told().cards).toHaveLength(1);
  expect(pair.told().pages).toHaveLength(1);
  expect(await incidentsOf(pair.router.privateUrl)).toMatchObject([{ state: 'resolved' }]);
};

describe('two Alertmanagers', () => {
  test('that know each other: one speaks, and when it dies the other goes on without a word too many', async () => {
    const pair = await pairOf(true);
    await firstWord(pair);
    // The second one waits 15 s to see whether the first has spoken.
    await pause(20);
    expect(events(pair, 'trigger')).toBe(1);
    await pair.a.kill();
    await pause(25);
    expect(pair.told()).toMatchObject({ cards: [{ resolvedAt: null }], pages: [{ resolvedAt: null }] });
    expect(events(pair, 'resolve')).toBe(0);
    expect(await incidentsOf(pair.router.privateUrl)).toMatchObject([{ state: 'firing' }]);
    await end(pair);
  });

  test('cut off from each other both speak, and it still is one card and one incident', async () => {
    const pair = await pairOf(false);
    await firstWord(pair);
    await pause(10);
    expect(events(pair, 'trigger')).toBe(2);
    await end(pair);
    expect(events(pair, 'resolve')).toBe(2);
  });

  test('a silence holds in both, and ends in both', async () => {
    const pair = await pairOf(false);
    await firstWord(pair);
    const [incident] = await incidentsOf(pair.router.privateUrl);
    const ask = (action: string, body: object): Promise<Response> =>
      fetch(`${pair.router.privateUrl}/api/incidents/${incident?.id}/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ by: 'operator', ...body }),
      });
    const states = async (): Promise<readonly unknown[]> =>
      Promise.all(
        [pair.a, pair.b].map(async ({ url }) => {
          // Alertmanager's own answer; a shape other than this fails the comparison.
          const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as { status: { state: string } }[];
          return alerts.map(({ status }) => status.state);
        }),
      );
    expect((await ask('silence', { for: 60 })).status).toBe(200);
    await eventually(
      'the silence in both',
      async () => JSON.stringify(await states()) === '[["suppressed"],["suppressed"]]',
      60,
    );
    expect((await ask('unsilence', {})).status).toBe(200);
    await eventually(
      'the end of the silence',
      async () => JSON.stringify(await states()) === '[["active"],["active"]]',
      60,
    );
  });
});
