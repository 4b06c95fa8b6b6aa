/** The Discord stand-in against the real discord.js, and against what Discord documents. */
import { DiscordAPIError, WebhookClient } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Standins, startStandins } from '../../../demo/standins/main.ts';
import { clientOf, discordLog, postJson } from './support.ts';

let standins: Standins;
beforeEach(async () => {
  standins = await startStandins();
});
afterEach(() => standins.stop());

const failure = async (promise: Promise<unknown>): Promise<DiscordAPIError> => {
  const error = await promise.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof DiscordAPIError) return error;
  throw error;
};

describe("the members' webhook", () => {
  it('is another one: its own messages, out of reach of the operators\u2019, and told apart in the log', async () => {
    const [id = '', token = ''] = new URL(standins.discord.membersUrl).pathname.split('/').slice(-2);
    const members = new WebhookClient({ id, token }, { rest: { api: standins.discord.api } });
    const sent = await members.send('Arbitrum RPC, EU: stale blocks');
    await members.editMessage(sent.id, 'over');
    expect((await failure(clientOf(standins).editMessage(sent.id, 'mine'))).code).toBe(10008);
    const stranger = new WebhookClient(
      { id, token: standins.discord.webhookToken },
      { rest: { api: standins.discord.api } },
    );
    expect((await failure(stranger.send('hello'))).code).toBe(50027);
    const log = discordLog(standins);
    expect(log.map(({ facts, accepted }) => [facts?.by, facts?.action, accepted])).toEqual([
      ['members', 'create', true],
      ['members', 'edit', true],
      ['webhook', 'edit', false],
      ['members', 'create', false],
    ]);
    expect(JSON.stringify(log)).not.toContain(token);
  });
});

describe('with discord.js', () => {
  it('keeps one message over send, edit, fetch and delete', async () => {
    const client = clientOf(standins);
    const embed = { title: 'EdgeDown', color: 0xf23f43, fields: [{ name: 'Region', value: 'eu' }] };
    const sent = await client.send({ content: 'hello', embeds: [embed], allowedMentions: { parse: [] } });
    await client.editMessage(sent.id, { embeds: [{ ...embed, title: 'Resolved', color: 0x23a55a }] });
    const fetched = await client.fetchMessage(sent.id);
    expect(fetched.content).toBe('hello');
    expect(fetched.embeds[0]?.title).toBe('Resolved');
    expect(fetched.edited_timestamp).not.toBeNull();
    await client.deleteMessage(sent.id);
    expect((await failure(client.editMessage(sent.id, 'late'))).code).toBe(10008);

    const log = discordLog(standins);
    expect(log.map(({ facts, status, accepted }) => [facts?.action, status, accepted])).toEqual([
      ['create', 200, true],
      ['edit', 200, true],
      ['get', 200, true],
      ['delete', 204, true],
      ['edit', 404, false],
    ]);
    expect(log.map((entry) => entry.facts?.messageId)).toEqual(Array(5).fill(sent.id));
    expect(log[0]?.facts).toMatchObject({
      content: 'hello',
      title: 'EdgeDown',
      color: 0xf23f43,
      fields: [{ name: 'Region', value: 'eu' }],
    });
    expect(JSON.stringify(log)).not.toContain(standins.discord.webhookToken);
  });

  it('takes files in a form', async () => {
    const sent = await clientOf(standins).send({
      content: 'report',
      files: [{ attachment: Buffer.from('a,b'), name: 'sla.csv' }],
    });
    expect(sent.attachments).toMatchObject([{ filename: 'sla.csv', size: 3 }]);
  });

  it('knows neither a wrong token nor another webhook', async () => {
    const wrong = await failure(clientOf(standins, 'wrong').send('x'));
    expect([wrong.status, wrong.code]).toEqual([401, 50027]);
    const other = await postJson(
      `${standins.discord.api}/webhooks/123456789012345678/${standins.discord.webhookToken}`,
      { content: 'x' },
    );
    expect([other.status, await other.json()]).toEqual([404, { code: 10015, message: 'Unknown Webhook' }]);
  });

  it('paces it: of seven sends at once all arrive, in order, and none is refused', async () => {
    const client = clientOf(standins);
    await Promise.all(Array.from({ length: 7 }, (_, index) => client.send(`message ${index}`)));
    const created = discordLog(standins);
    expect(created.every((entry) => entry.accepted)).toBe(true);
    expect(created.map((entry) => entry.facts?.content)).toEqual(
      Array.from({ length: 7 }, (_, index) => `message ${index}`),
    );
    expect((created[5]?.at ?? 0) - (created[0]?.at ?? 0)).toBeGreaterThanOrEqual(1900);
  });

  it('edits a message of a thread only with that thread', async () => {
    const client = clientOf(standins);
    const threadId = '123456789012345678';
    const sent = await client.send({ content: 'in a thread', threadId });
    expect(sent.channel_id).toBe(threadId);
    expect((await failure(client.editMessage(sent.id, 'x'))).code).toBe(10008);
    expect((await client.editMessage(sent.id, { content: 'y', threadId })).content).toBe('y');
  });
});

const long = (length: number): string => 'x'.repeat(length);
const field = { name: 'n', value: 'v' };
const linkButton = { type: 2, style: 5, label: 'Runbook', url: 'https://example.org/' };
const row = (...components: unknown[]): unknown => ({ type: 1, components });

/** What is too much, where Discord says so, and with which code. */
const tooMuch: [name: string, body: unknown, at: string, code: string][] = [
  ['content', { content: long(2001) }, 'content', 'BASE_TYPE_MAX_LENGTH'],
  ['eleven embeds', { embeds: Array(11).fill({ title: 'x' }) }, 'embeds', 'BASE_TYPE_MAX_LENGTH'],
  ['embed title', { embeds: [{ title: long(257) }] }, 'embeds.0.title', 'BASE_TYPE_MAX_LENGTH'],
  ['description', { embeds: [{ description: long(4097) }] }, 'embeds.0.description', 'BASE_TYPE_MAX_LENGTH'],
  ['26 fields', { embeds: [{ fields: Array(26).fill(field) }] }, 'embeds.0.fields', 'BASE_TYPE_MAX_LENGTH'],
  [
    'field name',
    { embeds: [{ fields: [field, { ...field, name: long(257) }] }] },
    'embeds.0.fields.1.name',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'field value',
    { embeds: [{ fields: [{ ...field, value: long(1025) }] }] },
    'embeds.0.fields.0.value',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'blank field value',
    { embeds: [{ fields: [{ ...field, value: '  ' }] }] },
    'embeds.0.fields.0.value',
    'BASE_TYPE_REQUIRED',
  ],
  ['absent field name', { embeds: [{ fields: [{ value: 'v' }] }] }, 'embeds.0.fields.0.name', 'BASE_TYPE_REQUIRED'],
  [
    'footer',
    { embeds: [{ title: 'x', footer: { text: long(2049) } }] },
    'embeds.0.footer.text',
    'BASE_TYPE_MAX_LENGTH',
  ],
  ['author', { embeds: [{ author: { name: long(257) } }] }, 'embeds.0.author.name', 'BASE_TYPE_MAX_LENGTH'],
  [
    '6,001 over two embeds',
    { embeds: [{ description: long(4000) }, { description: long(2001) }] },
    'embeds',
    'MAX_EMBED_SIZE_EXCEEDED',
  ],
  ['colour', { embeds: [{ title: 'x', color: 0x1000000 }] }, 'embeds.0.color', 'NUMBER_TYPE_MAX'],
  [
    'scheme of an address',
    { embeds: [{ title: 'x', url: 'javascript:alert(1)' }] },
    'embeds.0.url',
    'URL_TYPE_INVALID_SCHEME',
  ],
  ['timestamp', { embeds: [{ title: 'x', timestamp: 'yesterday' }] }, 'embeds.0.timestamp', 'DATE_TIME_TYPE_PARSE'],
  ['content that is no text', { content: { a: 1 } }, 'content', 'STRING_TYPE_CONVERT'],
  ['embeds that are no list', { embeds: { title: 'x' } }, 'embeds', 'LIST_TYPE_CONVERT'],
  ['six rows', { content: 'x', components: Array(6).fill(row(linkButton)) }, 'components', 'BASE_TYPE_MAX_LENGTH'],
  [
    'six buttons',
    { content: 'x', components: [row(...Array(6).fill(linkButton))] },
    'components.0.components',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'custom_id',
    { content: 'x', components: [row({ type: 2, style: 1, label: 'x', custom_id: long(101) })] },
    'components.0.components.0.custom_id',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'label',
    { content: 'x', components: [row({ ...linkButton, label: long(81) })] },
    'components.0.components.0.label',
    'BASE_TYPE_MAX_LENGTH',
  ],
  [
    'link without address',
    { content: 'x', components: [row({ type: 2, style: 5, label: 'x' })] },
    'components.0.components.0.url',
    'BASE_TYPE_REQUIRED',
  ],
  [
    'mentions parse',
    { content: 'x', allowed_mentions: { parse: ['role'] } },
    'allowed_mentions.parse.0',
    'BASE_TYPE_CHOICES',
  ],
  [
    'mentions twice',
    { content: 'x', allowed_mentions: { parse: ['roles'], roles: ['123456789012345678'] } },
    'allowed_mentions.roles',
    'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  ],
  [
    'mentioned role',
    { content: 'x', allowed_mentions: { roles: ['ops'] } },
    'allowed_mentions.roles.0',
    'NUMBER_TYPE_COERCE',
  ],
  ['name of the webhook', { content: 'x', username: 'Discord ops' }, 'username', 'USERNAME_INVALID_CONTAINS'],
];

interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly errors?: Record<string, unknown>;
}

describe('what it refuses', () => {
  it.each(tooMuch)('%s', async (_name, body, at, code) => {
    const answer = await postJson(`${standins.discord.webhookUrl}?wait=true`, body);
    // The shape is asserted just below.
    const refusal = (await answer.json()) as Refusal;
    expect([answer.status, refusal.code, refusal.message]).toEqual([400, 50035, 'Invalid Form Body']);
    expect(refusal.errors).toHaveProperty([...at.split('.'), '_errors', '0', 'code'], code);
    expect(standins.log()[0]).toMatchObject({ accepted: false, status: 400, facts: { messageId: null } });
  });

  it('a message that shows nothing (50006), and an edit that would leave nothing', async () => {
    const client = clientOf(standins);
    for (const body of [{}, { content: '  ' }, { embeds: [] }, { embeds: [{}] }]) {
      const refusal = await failure(client.send(body));
      expect([refusal.status, refusal.code]).toEqual([400, 50006]);
    }
    const sent = await client.send('x');
    expect((await failure(client.editMessage(sent.id, { content: null }))).code).toBe(50006);
  });

  it('what is not JSON, what is too large, another method and another place', async () => {
    const { webhookUrl, api } = standins.discord;
    const bad = await fetch(webhookUrl, { method: 'POST', body: '{' });
    expect([bad.status, await bad.json()]).toMatchObject([400, { code: 50109 }]);
    const large = await fetch(webhookUrl, { method: 'POST', body: ' '.repeat(10 * 1024 * 1024 + 1) });
    expect([large.status, await large.json()]).toMatchObject([413, { code: 40005 }]);
    expect((await fetch(webhookUrl, { method: 'PUT' })).status).toBe(405);
    expect((await fetch(`${api}/guilds/1/emojis`)).status).toBe(404);
    expect(standins.log().map((entry) => entry.accepted)).toEqual([false, false, false, false]);
  });

  it('the sixth request in two seconds, with everything a client needs to wait', async () => {
    let now = 1_800_000_000_000;
    const timed = await startStandins({ now: () => now });
    const ask = (): Promise<Response> => postJson(timed.discord.webhookUrl, { content: 'x' });
    const remaining: (string | null)[] = [];
    for (let index = 0; index < 5; index += 1) {
      const { status, headers } = await ask();
      expect(status).toBe(204);
      remaining.push(headers.get('x-ratelimit-remaining'));
      now += 100;
    }
    expect(remaining).toEqual(['4', '3', '2', '1', '0']);

    const limited = await ask();
    expect(limited.status).toBe(429);
    expect(await limited.json()).toEqual({ message: 'You are being rate limited.', retry_after: 1.5, global: false });
    expect(Object.fromEntries(limited.headers)).toMatchObject({
      'retry-after': '2',
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1800000002.000',
      'x-ratelimit-reset-after': '1.500',
    });
    now += 1500;
    expect((await ask()).status).toBe(204);
    await timed.stop();
  });
});

describe('what it accepts', () => {
  it('everything exactly at its limit', async () => {
    const fields = Array(25).fill({ name: long(20), value: long(20) });
    const bodies = [
      { content: long(2000), embeds: Array(10).fill({ title: long(256) }) },
      { embeds: [{ description: long(4096), footer: { text: long(904) }, fields }] },
      { embeds: [{ author: { name: long(256) }, fields: [{ name: long(256), value: long(1024) }], color: 0xffffff }] },
    ];
    for (const body of bodies) expect((await postJson(standins.discord.webhookUrl, body)).status).toBe(204);
  });

  it('both spellings of its address, answering the message only when asked to wait', async () => {
    const versioned = standins.discord.webhookUrl.replace('/api/', '/api/v10/');
    const silent = await postJson(versioned, { content: 'a' });
    expect([silent.status, await silent.text()]).toEqual([204, '']);
    const told = await postJson(`${versioned}?wait=true`, { content: 'b' });
    expect([told.status, await told.json()]).toMatchObject([200, { content: 'b' }]);
  });

  it('components only when the request says so, and then only links', async () => {
    const url = `${standins.discord.webhookUrl}?wait=true`;
    const body = { content: 'x', components: [row(linkButton)] };
    expect(await (await postJson(url, body)).json()).toMatchObject({ components: [] });
    expect(await (await postJson(`${url}&with_components=true`, body)).json()).toMatchObject({
      components: [{ components: [linkButton] }],
    });
    expect(discordLog(standins).map((entry) => entry.facts?.buttons.length)).toEqual([0, 1]);
    const pressed = { content: 'x', components: [row({ type: 2, style: 1, label: 'Ack', custom_id: 'ack' })] };
    expect((await postJson(`${url}&with_components=true`, pressed)).status).toBe(400);
  });

  it('mentions as allowed, and says in the log who was rung', async () => {
    const role = '123456789012345678';
    const content = `@everyone <@&${role}> <@223456789012345678>`;
    await postJson(standins.discord.webhookUrl, { content, allowed_mentions: { parse: [], roles: [role] } });
    await postJson(standins.discord.webhookUrl, { content, allowed_mentions: { parse: [] } });
    await postJson(standins.discord.webhookUrl, { content });
    await postJson(standins.discord.webhookUrl, { embeds: [{ title: content }] });
    expect(discordLog(standins).map((entry) => entry.facts?.pings)).toEqual([
      [`role:${role}`],
      [],
      ['user:223456789012345678', `role:${role}`, 'everyone'],
      [],
    ]);
  });
});
