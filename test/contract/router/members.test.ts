import { expect, test } from 'vitest';
import type { EdgeView } from '../../../collector/view.ts';
import { fleetOf, labelsOf, secret, viewOf } from '../../unit/router/fleet.ts';
import {
  discordStandin,
  eventually,
  factsOf,
  fleetAt,
  homeOf,
  neighbours,
  post,
  routerAt,
  webhookOf,
} from './world.ts';

const nowSeconds = (): number => Date.now() / 1000;

test('an outage that has lasted is told on the members’ own webhook, once, without a name of the fleet', async () => {
  const t0 = nowSeconds();
  const bad: EdgeView = {
    ...{ name: 'arb', alias: 'Arbitrum RPC', chain: 'arbitrum-one', region: 'eu', audience: 'members', state: 'bad' },
    ...{ reason: 'behind', fault: 'stale', detail: 'answers 200 with a head 90 s behind', since: t0 - 90 },
    ...{ head: { number: 1, timestamp: t0 - 120, hash: '0x' }, lagSeconds: 90 },
    seconds: { good: 0, bad: 90, halted: 0, unknown: 0 },
  };
  const around = await neighbours(factsOf({ view: viewOf(t0 + 5, { edges: [bad] }) }));
  const discord = await discordStandin();
  const home = homeOf();
  const { notify } = fleetAt({ home, discord, around });
  const members = secret('notify.discord.members_file', 'https://discord.com/api/webhooks/88/planted-members-token');
  const router = await routerAt(
    { home, discord, around },
    { notify: { ...notify, discord: notify.discord && { ...notify.discord, members } } },
  );

  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', t0 - 60));
  const seen = await eventually('the message', () => discord.seen.find(({ path }) => path.includes('/webhooks/88/')));
  const { content, embeds, allowed_mentions: mentions } = Object(seen.body);
  expect(content).toMatch(/^🟠 Arbitrum RPC, EU: stale blocks since \d\d:\d\d UTC\. EU: use your backup RPC\. Next/);
  expect(embeds).toEqual([]);
  expect(mentions).toEqual({ parse: [], roles: [] });
  for (const { name } of [...fleetOf().nodes, ...fleetOf().edges]) expect(content).not.toContain(name);

  const card = discord.seen.find(({ path }) => path.includes('/webhooks/77/'));
  expect(JSON.stringify(card?.body)).toContain('STALE HEAD (HTTP says 200)');
  const metrics = await (await fetch(`${router.privateUrl}/metrics`)).text();
  expect(metrics).toMatch(/deliveries_total\{sink="discord_members",outcome="ok"\} 1/);
}, 20_000);
