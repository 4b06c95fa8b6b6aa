import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createBotRest } from '../../../alerts/notifiers/botRest.ts';
import type { Card } from '../../../alerts/notifiers/card.ts';
import { type CardSink, createDiscordSink, parseWebhook } from '../../../alerts/notifiers/discord.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { type Answer, discordStandin, type Standin, standin } from '../router/world.ts';

const card: Card = {
  content: '🔴 PAGE @everyone <@&4242>',
  title: 'title',
  description: 'description',
  color: 0xff0000,
  fields: [
    { name: 'Cause', value: 'own node' },
    { name: 'empty', value: '' },
  ],
  footer: '#1',
  mentionRole: '4242',
};
const token = 'planted-token-XYZ';

const sinkAt = (discord: Standin, timeoutMs = 5000, postTimeoutMs = timeoutMs): CardSink => {
  const webhook = new Secret(`https://discord.com/api/webhooks/77/${token}`);
  const sink = createDiscordSink({ webhook, api: `${discord.url}/api`, timeoutMs, postTimeoutMs });
  onTestFinished(() => sink.close());
  return sink;
};

test('posts with wait and returns the id; edits that message; mentions are explicit both times', async () => {
  const discord = await discordStandin();
  const sink = sinkAt(discord);
  const posted = await sink.post(card);
  expect(posted).toEqual({ kind: 'ok', messageId: '1001' });
  expect(await sink.edit('1001', card)).toEqual({ kind: 'ok', messageId: '1001' });
  const [post, edit] = discord.seen;
  expect(post?.path).toBe(`/api/v10/webhooks/77/${token}?wait=true`);
  expect(edit).toMatchObject({ method: 'PATCH', path: `/api/v10/webhooks/77/${token}/messages/1001` });
  expect(post?.body).toMatchObject({
    content: card.content,
    allowed_mentions: { parse: [], roles: ['4242'] },
    embeds: [
      { title: 'title', color: 0xff0000, fields: [{ name: 'Cause', value: 'own node' }], footer: { text: '#1' } },
    ],
  });
  expect(edit?.body).toMatchObject({ allowed_mentions: { parse: [], roles: [] } });
});

test('a quiet message suppresses notifications when it is posted; another one does not', async () => {
  const discord = await discordStandin();
  const sink = sinkAt(discord);
  await sink.post({ ...card, quiet: true, mentionRole: undefined });
  await sink.post(card);
  expect(discord.seen[0]?.body).toMatchObject({ flags: 4096, allowed_mentions: { parse: [], roles: [] } });
  expect(JSON.stringify(discord.seen[1]?.body)).not.toContain('4096');
});

test('a quiet message of the bot does, too', async () => {
  const discord = await standin(({ body }) => ({ status: 200, body: { id: '1001', ...Object(body) } }));
  const webhook = new Secret(`https://discord.com/api/webhooks/77/${token}`);
  const bot = createBotRest({ token: new Secret('planted'), webhook, api: `${discord.url}/api`, channel: '5' });
  onTestFinished(() => bot.close());
  const posted = await bot.post({ ...card, quiet: true, mentionRole: undefined }, { nonce: 'n1' });
  expect(posted).toEqual({ kind: 'ok', messageId: '5/1001' });
  expect(discord.seen[0]?.body).toMatchObject({ flags: 4096, nonce: 'n1', allowed_mentions: { parse: [] } });
});

const failures: readonly [string, Answer, object][] = [
  ['5xx', { status: 502 }, { kind: 'server_error' }],
  ['the message is gone', { status: 404, body: { code: 10008, message: 'Unknown Message' } }, { kind: 'message_gone' }],
  ['the webhook is gone', { status: 404, body: { code: 10015, message: 'Unknown Webhook' } }, { kind: 'gone' }],
  ['the token is wrong', { status: 401, body: { code: 50027, message: 'Invalid Webhook Token' } }, { kind: 'gone' }],
  ['the body is refused', { status: 400, body: { code: 50035, message: `Invalid ${token}` } }, { kind: 'rejected' }],
  [
    'limited',
    { status: 429, body: { retry_after: 1.5, global: false }, headers: { 'retry-after': '1.5' } },
    { kind: 'rate_limited' },
  ],
];
test.each(failures)('%s: one attempt, a closed outcome, no secret in it', async (_, answer, expected) => {
  const discord = await discordStandin(() => answer);
  const delivery = await sinkAt(discord).edit('1', card);
  expect(delivery).toMatchObject(expected);
  expect(inspect(delivery)).not.toContain(token);
  expect(discord.seen).toHaveLength(1);
});

test('429 says how long to wait', async () => {
  const discord = await discordStandin(() => ({
    status: 429,
    body: { retry_after: 2, global: false },
    headers: { 'retry-after': '2' },
  }));
  const delivery = await sinkAt(discord).post(card);
  expect(delivery.kind === 'rate_limited' && delivery.afterMs).toBeGreaterThanOrEqual(2000);
});

test('a bucket that is empty by its headers is not asked again before it fills', async () => {
  const headers = {
    'x-ratelimit-limit': '1',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset-after': '60',
    'x-ratelimit-bucket': 'b1',
  };
  const discord = await discordStandin(() => ({ status: 200, body: { id: '5' }, headers }));
  const sink = sinkAt(discord);
  // discord.js learns the bucket's name by the first answer and keeps its count from the second.
  await sink.post(card);
  await sink.post(card);
  const third = await sink.post(card);
  expect(third.kind === 'rate_limited' && third.afterMs).toBeGreaterThan(50_000);
  expect(discord.seen).toHaveLength(2);
});

test('an answer that never comes ends at the deadline; a closed port at once', async () => {
  const discord = await discordStandin(() => 'hang');
  const sink = sinkAt(discord, 200);
  expect(await sink.post(card)).toEqual({ kind: 'network', detail: 'no answer in time' });
  await discord.close();
  expect(await sink.post(card)).toMatchObject({
    kind: 'network',
    detail: expect.stringContaining('connection failed'),
  });
});

test('a post waits longer for its answer than an edit: tried again it would be a second message', async () => {
  const slow = await standin(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { status: 200, body: { id: '1001' } };
  });
  const sink = sinkAt(slow, 100, 2000);
  expect(await sink.post(card)).toEqual({ kind: 'ok', messageId: '1001' });
  expect(await sink.edit('1001', card)).toMatchObject({ kind: 'network' });
});

test('what is a webhook URL, and what is not', () => {
  expect(parseWebhook('https://discord.com/api/webhooks/123/abc-DEF_1')).toEqual({
    api: 'https://discord.com/api',
    id: '123',
    token: 'abc-DEF_1',
  });
  expect(parseWebhook('http://127.0.0.1:9999/api/v10/webhooks/1/x\n')?.api).toBe('http://127.0.0.1:9999/api');
  for (const other of ['', 'https://discord.com/', 'https://discord.com/api/webhooks/abc/def', 'x']) {
    expect(parseWebhook(other)).toBeUndefined();
  }
  const webhook = new Secret('https://discord.com/api/planted');
  expect(() => createDiscordSink({ webhook })).toThrow(/not a Discord webhook URL/);
  expect(() => createDiscordSink({ webhook })).not.toThrow(/planted/);
});
