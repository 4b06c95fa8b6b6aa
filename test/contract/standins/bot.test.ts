/** The bot's half of Discord: what the stand-in takes, what it refuses and how. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Standins, startStandins } from '../../../demo/standins/main.ts';
import { discordLog, eventually, postJson } from './support.ts';

let now = 1_800_000_000_000;
let standins: Standins;
beforeEach(async () => {
  now = 1_800_000_000_000;
  standins = await startStandins({ now: () => now });
});
afterEach(() => standins.stop());

interface Answer {
  readonly status: number;
  // Read by matchers only.
  readonly body: { readonly id?: string; readonly code?: number; readonly errors?: unknown };
}

const ask = async (
  method: string,
  path: string,
  body?: unknown,
  token = standins.discord.botToken,
): Promise<Answer> => {
  // A second and more between requests: the limits have tests of their own.
  now += 1000;
  const response = await fetch(`${standins.discord.api}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
};
const channel = (): string => `/channels/${standins.discord.channelId}`;
const row = (...components: object[]): object => ({ type: 1, components });
const ackButton = { type: 2, style: 1, label: 'Acknowledge', custom_id: 'ack' };
const menu = { type: 3, custom_id: 'silence', options: [{ label: '15 minutes', value: '15' }] };

/** A bot that identified, with what the gateway told it. */
const listen = async (
  token = standins.discord.botToken,
): Promise<{ socket: WebSocket; told: { t?: string; d?: unknown }[] }> => {
  const socket = new WebSocket(`${standins.url.replace('http', 'ws')}gateway?v=10&encoding=json`);
  const told: { t?: string; d?: unknown }[] = [];
  socket.on('message', (data) => told.push(JSON.parse(String(data))));
  await once(socket, 'open');
  socket.send(JSON.stringify({ op: 2, d: { token, intents: 0, properties: {} } }));
  return { socket, told };
};

describe('messages of the bot', () => {
  it('are posted with buttons, edited, and answered; another token, channel or author is refused', async () => {
    const made = await ask('POST', `${channel()}/messages`, {
      content: 'card',
      components: [row(ackButton), row(menu)],
    });
    expect(made).toMatchObject({ status: 200, body: { content: 'card' } });
    const path = `${channel()}/messages/${made.body.id}`;
    expect(await ask('PATCH', path, { content: 'edited' })).toMatchObject({ status: 200 });
    const reply = { content: 'rings', message_reference: { message_id: made.body.id } };
    expect(await ask('POST', `${channel()}/messages`, reply)).toMatchObject({ status: 200 });
    expect(await ask('PATCH', path, { content: 'x' }, 'wrong')).toMatchObject({ status: 401 });
    expect(await ask('GET', '/channels/300000000000000001')).toMatchObject({ status: 404, body: { code: 10003 } });
    const hook = await postJson(`${standins.discord.webhookUrl}?wait=true`, { content: 'by the webhook' });
    const { id } = (await hook.json()) as { id: string }; // the API's own shape
    expect(await ask('PATCH', `${channel()}/messages/${id}`, { content: 'x' })).toMatchObject({
      body: { code: 50005 },
    });
    expect(
      (await postJson(`${standins.discord.webhookUrl}/messages/${made.body.id}`, { content: 'x' }, 'PATCH')).status,
    ).toBe(404);
    expect(discordLog(standins)[0]?.facts).toMatchObject({
      by: 'bot',
      controls: [{ customId: 'ack' }, { customId: 'silence' }],
    });
  });

  it('of one enforced nonce are one message, for a few minutes', async () => {
    const body = { content: 'card', nonce: 'n1', enforce_nonce: true };
    const first = await ask('POST', `${channel()}/messages`, body);
    const again = await ask('POST', `${channel()}/messages`, { ...body, content: 'other' });
    expect(again.body).toMatchObject({ id: first.body.id, content: 'card' });
    expect((await ask('POST', `${channel()}/messages`, { ...body, nonce: 'x'.repeat(26) })).status).toBe(400);
    now += 600_000;
    expect((await ask('POST', `${channel()}/messages`, body)).body.id).not.toBe(first.body.id);
  });

  it.each([
    ['a menu beside a button', [row(ackButton, menu)]],
    ['a menu without options', [row({ ...menu, options: [] })]],
    ['six buttons in a row', [row(...Array.from({ length: 6 }, (_, n) => ({ ...ackButton, custom_id: `b${n}` })))]],
    ['two of one custom_id', [row(ackButton), row({ ...menu, custom_id: 'ack' })]],
    ['a link that is none of the web', [row({ type: 2, style: 5, label: 'x', url: 'javascript:alert(1)' })]],
  ])('%s is refused', async (_, components) => {
    expect(await ask('POST', `${channel()}/messages`, { content: 'x', components })).toMatchObject({
      status: 400,
      body: { code: 50035 },
    });
  });

  it('have one thread, named and of a documented length', async () => {
    const { id } = (await ask('POST', `${channel()}/messages`, { content: 'card' })).body;
    const path = `${channel()}/messages/${id}/threads`;
    expect((await ask('POST', path, { name: 'x', auto_archive_duration: 61 })).status).toBe(400);
    expect((await ask('POST', path, { name: 'x'.repeat(101) })).status).toBe(400);
    expect(await ask('POST', path, { name: '#1', auto_archive_duration: 1440 })).toMatchObject({
      status: 201,
      body: { id },
    });
    expect(await ask('POST', path, { name: '#1' })).toMatchObject({ status: 400, body: { code: 160004 } });
    expect((await ask('POST', `/channels/${id}/messages`, { content: 'entry' })).status).toBe(200);
    expect(discordLog(standins).at(-1)?.facts).toMatchObject({ action: 'create', threadId: id });
  });

  it('are paced like all others', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      now -= 1000;
      statuses.push((await ask('POST', `${channel()}/messages`, { content: String(n) })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('commands', () => {
  const path = (): string =>
    `/applications/${standins.discord.applicationId}/guilds/${standins.discord.guildId}/commands`;
  it.each([
    ['a name with capitals', { name: 'Status', description: 'x' }],
    ['no description', { name: 'status', description: '' }],
    [
      'an optional option before a required one',
      {
        name: 'x',
        description: 'x',
        options: [
          { type: 3, name: 'a', description: 'a' },
          { type: 3, name: 'b', description: 'b', required: true },
        ],
      },
    ],
  ])('%s is refused', async (_, command) => {
    expect((await ask('PUT', path(), [command])).status).toBe(400);
  });
});

describe('the gateway and those who press', () => {
  const press = (body: object): Promise<Response> => postJson(`${standins.url}standins/discord/press`, body);

  it('tells a connected bot; the first answer counts, once, and within three seconds', async () => {
    const { id } = (await ask('POST', `${channel()}/messages`, { content: 'card', components: [row(ackButton)] })).body;
    const nobody = await press({ message_id: id, custom_id: 'ack' });
    expect([nobody.status, await nobody.text()]).toEqual([409, expect.stringContaining('did not respond')]);
    const { socket, told } = await listen();
    await eventually('READY', () => told.find(({ t }) => t === 'READY'));
    expect((await press({ message_id: id, custom_id: 'other' })).status).toBe(409);
    expect((await press({ message_id: id, custom_id: 'ack', user: 'ada', roles: ['200000000000000001'] })).status).toBe(
      200,
    );
    const { d } = await eventually('the interaction', () => told.find(({ t }) => t === 'INTERACTION_CREATE'));
    expect(d).toMatchObject({
      data: { custom_id: 'ack', component_type: 2 },
      member: { user: { username: 'ada' }, roles: ['200000000000000001'] },
      message: { id },
    });
    const { id: interaction, token } = d as { id: string; token: string }; // matched above
    const callback = `/interactions/${interaction}/${token}/callback`;
    const original = `/webhooks/${standins.discord.applicationId}/${token}/messages/@original`;
    expect((await ask('PATCH', original, { content: 'early' })).status).toBe(404);
    expect((await ask('POST', callback, { type: 5, data: { flags: 64 } })).status).toBe(204);
    expect(await ask('POST', callback, { type: 5 })).toMatchObject({ status: 400, body: { code: 40060 } });
    expect((await ask('PATCH', original, { content: 'done' })).status).toBe(200);
    await press({ message_id: id, custom_id: 'ack' });
    const late = await eventually('the second', () => told.filter(({ t }) => t === 'INTERACTION_CREATE')[1]);
    now += 3000;
    const second = late.d as { id: string; token: string }; // of the same shape
    expect(await ask('POST', `/interactions/${second.id}/${second.token}/callback`, { type: 5 })).toMatchObject({
      status: 404,
      body: { code: 10062 },
    });
    expect(standins.log().some(({ path }) => path.includes(token))).toBe(false);
    socket.terminate();
  });

  it('closes on a wrong token, and on whoever says something before they identified', async () => {
    const { socket } = await listen('wrong');
    expect((await once(socket, 'close'))[0]).toBe(4004);
    const early = new WebSocket(`${standins.url.replace('http', 'ws')}gateway`);
    await once(early, 'open');
    early.send(JSON.stringify({ op: 3, d: {} }));
    expect((await once(early, 'close'))[0]).toBe(4003);
  });
});
