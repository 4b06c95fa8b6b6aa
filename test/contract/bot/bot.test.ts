import { expect, test } from 'vitest';
import { labelsOf } from '../../unit/router/fleet.ts';
import { eventually, incidentsOf, post, standin, webhookOf } from '../router/world.ts';
import { mentionRole, roles, worldWith } from './world.ts';

const nowSeconds = (): number => Date.now() / 1000;
const linked = (
  labels: Readonly<Record<string, string>>,
  status: 'firing' | 'resolved' = 'firing',
  at = nowSeconds(),
) => {
  const body = webhookOf(labels, status, at);
  const [alert] = Reflect.get(body, 'alerts') as { annotations: Record<string, string> }[]; // webhookOf's own
  Object.assign(alert?.annotations ?? {}, {
    runbook_url: 'https://runbooks.example.org/EdgeDown',
    dashboard_url: 'javascript:alert(1)',
  });
  return body;
};

test('the bot posts the card with buttons, opens a thread on it and tells there what happened', async () => {
  const world = await worldWith();
  const router = await world.start();
  await world.connected();
  await post(router.privateUrl, linked(labelsOf.edgeDown));
  const card = await eventually('the card', () => world.cards()[0]);
  expect(card.facts).toMatchObject({ by: 'bot', pings: [`role:${mentionRole}`] });
  const [incident] = await incidentsOf(router.privateUrl);
  expect(card.facts?.controls).toEqual([
    { label: 'Acknowledge', customId: `ack:${incident?.id}` },
    { label: 'Silence …', customId: `silence:${incident?.id}` },
  ]);
  // A link that is none of the web's would have the whole card refused, or worse.
  expect(card.facts?.buttons).toEqual([
    { label: 'Runbook', url: 'https://runbooks.example.org/EdgeDown' },
    { label: 'Status page', url: 'https://status.example.org' },
  ]);
  expect(await world.press(`ack:${incident?.id}`)).toContain('is acknowledged');
  await eventually('the edit', () =>
    world.discord().find(({ facts }) => facts?.action === 'edit' && facts.content.includes('ACKED by operator')),
  );
  const thread = await eventually(
    'the thread',
    () => world.discord().find(({ facts }) => facts?.action === 'thread'),
    25,
  );
  const said = await eventually('its entry', () =>
    world.discord().find(({ facts }) => facts?.action === 'create' && facts.threadId === thread.facts?.threadId),
  );
  expect(said.facts).toMatchObject({ content: expect.stringContaining('Acknowledged. (operator)'), pings: [] });
  expect(world.cards()).toHaveLength(1);
}, 40_000);

test('a card that Discord took and whose answer was lost is found again, not posted twice', async () => {
  const world = await worldWith();
  await world.mode('lost');
  const fleet = world.fleet({ channel: world.standins.discord.channelId });
  const killed = await world.start(fleet);
  await post(killed.privateUrl, webhookOf(labelsOf.nodeStalled, 'firing', nowSeconds()));
  await eventually('the post', () => world.cards()[0]);
  await killed.stop();
  await world.mode('ok');
  const router = await world.start(fleet);
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  await eventually('the card of now', async () => {
    const { messages } = (await world.state()).discord;
    return messages.some(({ body }) => body.content.includes('PAGE'));
  });
  expect((await world.state()).discord.messages.filter(({ body }) => body.embeds.length > 0)).toHaveLength(1);
}, 40_000);

test('roles: who may not is told so alone, and it is logged; the channel is the border', async () => {
  const world = await worldWith();
  const am = await standin(() => ({ status: 200, body: { silenceID: 's-1' } }));
  const router = await world.start({ ...world.fleet(), alertmanagers: [{ url: am.url }] });
  await world.connected();
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  await eventually('the card', () => world.cards()[0]);
  const id = (await incidentsOf(router.privateUrl))[0]?.id;
  expect(await world.press(`silence:${id}`, { value: '60' })).toMatch(/^You may not: .*roles\.silence/);
  expect(am.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  expect(world.logged.join('\n')).toContain('refused in Discord');
  expect(await world.command('status', { channel_id: '300000000000000001' })).toContain('channel only');

  const mine = { user: 'ada', roles: [roles.silencer] };
  expect(await world.press(`silence:${id}`, { value: '60', ...mine })).toContain(`#${id} is silenced until`);
  expect(am.seen.find(({ method }) => method === 'POST')?.body).toMatchObject({
    createdBy: 'ada',
    comment: expect.stringContaining(String(id)),
    matchers: expect.arrayContaining([
      { name: 'alertname', value: 'EdgeDown', isRegex: false, isEqual: true },
      { name: 'scope', value: 'edge:arb', isRegex: false, isEqual: true },
      { name: 'region', value: 'eu', isRegex: false, isEqual: true },
    ]),
  });
  await eventually('the menu', () =>
    world.discord().find(({ facts }) => facts?.controls.some(({ label }) => label.includes('by ada'))),
  );
  expect(await world.press(`silence:${id}`, { value: 'off', ...mine })).toContain('is over');
  expect(am.seen.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v2/silence/s-1' });
  const answers = (await world.state()).discord.interactions;
  expect(answers.every((each) => each.ephemeral && (each.firstAfter ?? 9999) < 3000)).toBe(true);
}, 40_000);

test('slash commands answer from what the router knows', async () => {
  const world = await worldWith();
  const router = await world.start();
  await world.connected();
  await eventually('the commands', async () => (await world.state()).discord.commands.length > 0);
  expect(await world.command('incidents')).toBe('✅ Nothing is open.');
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  await eventually('the card', () => world.cards()[0]);
  expect(await world.command('incidents')).toMatch(/Open: 1\*\*\n🔴 PAGE #\S+ edge:arb eu · EDGE DOWN/);
  expect(await world.command('status')).toContain('1 open');
  expect(await world.command('sla')).toContain('service level');
  expect(await world.command('maintenance', { sub: 'list' })).toBe('No planned work.');
  const start = { sub: 'start', options: { target: 'node:arb-eu', minutes: 30, reason: 'disk' } };
  expect(await world.command('maintenance', start)).toMatch(/^You may not/);
  const planner = { roles: [roles.planner] };
  expect(await world.command('maintenance', { ...start, ...planner })).toMatch(
    /Without arb-eu edge arb has no healthy/,
  );
  const forced = { sub: 'start', options: { ...start.options, target: 'arb-eu', force: true } };
  const begun = await world.command('maintenance', { ...forced, ...planner });
  expect(begun).toMatch(/^m-\S+: node:arb-eu, .* Forced: /);
  const id = /^(m-\S+):/.exec(begun)?.[1] ?? '';
  expect(await world.command('maintenance', { sub: 'list' })).toContain(`🔧 ${id} · node:arb-eu · open until`);
  const longer = { sub: 'extend', options: { id, minutes: 30 } };
  expect(await world.command('maintenance', longer)).toMatch(/^You may not/);
  expect(await world.command('maintenance', { ...longer, ...planner })).toContain(`${id} lasts until`);
  expect(await world.command('maintenance', { sub: 'stop', options: { id }, ...planner })).toMatch(
    /is over|called off/,
  );
  expect(await world.command('silence', { options: { for: '15' }, roles: [roles.silencer] })).toContain('Alertmanager');
}, 40_000);

test('the gateway refuses: the page goes out by the bot at once, and a standing line says what is missing', async () => {
  const world = await worldWith();
  await world.fault('gateway');
  const router = await world.start();
  const at = Date.now();
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const card = await eventually('the card', () => world.cards()[0]);
  expect(card.facts?.by).toBe('bot');
  expect(card.at - at).toBeLessThan(3000);
  const standing = async (): Promise<string> =>
    JSON.stringify(Reflect.get(Object(await (await fetch(`${router.publicUrl}/status.json`)).json()), 'standing'));
  expect(await standing()).toContain('not connected');
  await world.fault('gateway', false);
  await world.connected();
  await eventually('the line to go', async () => !(await standing()).includes('not connected'));
}, 40_000);

test.each(['token', 'post'] as const)(
  '%s refused: cards go by the webhook, without buttons',
  async (fault) => {
    const world = await worldWith();
    await world.fault(fault);
    const router = await world.start();
    await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
    const card = await eventually('the card', () => world.cards()[0]);
    expect(card.facts).toMatchObject({ by: 'webhook', controls: [], pings: [`role:${mentionRole}`] });
    const status = await (await fetch(`${router.publicUrl}/status.json`)).text();
    expect(status).toContain('cards come without buttons');
    await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'resolved', nowSeconds()));
    await eventually('the edit', () =>
      world.discord().find(({ facts }) => facts?.by === 'webhook' && facts.action === 'edit'),
    );
    expect(world.cards()).toHaveLength(1);
  },
  40_000,
);

test('threads forbidden: cards go on, and a standing line says so', async () => {
  const world = await worldWith();
  await world.fault('threads');
  const router = await world.start();
  await world.connected();
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  await eventually('the card', () => world.cards()[0]);
  await world.press(`ack:${(await incidentsOf(router.privateUrl))[0]?.id}`);
  await eventually(
    'the line',
    async () => (await (await fetch(`${router.publicUrl}/status.json`)).text()).includes('may not open threads'),
    25,
  );
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'resolved', nowSeconds()));
  await eventually('the end', () => world.discord().find(({ facts }) => facts?.title.includes('RESOLVED')));
}, 60_000);

test('a card that somebody deleted is posted anew, with its buttons', async () => {
  const world = await worldWith();
  const router = await world.start();
  const t0 = nowSeconds();
  await post(router.privateUrl, webhookOf(labelsOf.nodeStalled, 'firing', t0));
  const first = await eventually('the card', () => world.cards()[0]);
  const { api, channelId, botToken } = world.standins.discord;
  await fetch(`${api}/v10/channels/${channelId}/messages/${first.facts?.messageId}`, {
    method: 'DELETE',
    headers: { authorization: `Bot ${botToken}` },
  });
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', t0));
  const second = await eventually('the new card', () => world.cards()[1], 25);
  expect(second.facts?.controls).not.toEqual([]);
  expect(second.facts?.messageId).not.toBe(first.facts?.messageId);
}, 40_000);

test('a lost connection is taken up again by itself, after a gateway that was away for a while too', async () => {
  const world = await worldWith();
  const router = await world.start();
  await world.connected();
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  await eventually('the card', () => world.cards()[0]);
  await fetch(`${world.standins.url}standins/discord/drop`, { method: 'POST', body: '{}' });
  await world.connected();
  await world.fault('gateway');
  const refused = (): number =>
    world.standins.log().filter(({ path, accepted }) => path === '/gateway' && !accepted).length;
  await eventually('a few attempts', () => refused() >= 3);
  await world.fault('gateway', false);
  await world.connected();
  expect(await world.press(`ack:${(await incidentsOf(router.privateUrl))[0]?.id}`)).toContain('is acknowledged');
}, 40_000);

test('no token anywhere: not in logs, answers, metrics or what is public, whatever fails', async () => {
  const world = await worldWith();
  const router = await world.start();
  await world.connected();
  for (const fault of ['token', 'threads', 'post', 'gateway'] as const) {
    await world.fault(fault);
    await post(router.privateUrl, webhookOf({ ...labelsOf.edgeDown, region: `r-${fault}` }, 'firing', nowSeconds()));
    await eventually('a card', () => world.cards().some(({ facts }) => facts?.title.includes(`r-${fault}`)), 25);
    await world.fault(fault, false);
  }
  for (const mode of ['429', '5xx', 'down'] as const) {
    await world.mode(mode);
    await post(router.privateUrl, webhookOf({ ...labelsOf.edgeDown, region: `m-${mode}` }, 'firing', nowSeconds()));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const told = [
    ...world.logged,
    await (await fetch(`${router.publicUrl}/status.json`)).text(),
    await (await fetch(`${router.privateUrl}/metrics`)).text(),
    await (await fetch(`${router.privateUrl}/api/incidents`)).text(),
    JSON.stringify(await world.state()),
  ].join('\n');
  const { botToken, webhookToken } = world.standins.discord;
  for (const planted of [botToken, webhookToken]) expect(told).not.toContain(planted);
}, 60_000);
