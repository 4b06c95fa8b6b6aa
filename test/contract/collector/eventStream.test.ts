/** The reader of event streams against servers that do what servers do. */
import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { FailureReason } from '../../../collector/catalogue/labels.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { openEventStream } from '../../../collector/rpc/eventStream.ts';
import { startFakeNode } from '../../support/fakeNode.ts';
import { until } from '../sim/client.ts';

const start = async (serve: (response: ServerResponse, turn: number) => void, silentAfter = 30) => {
  let turn = 0;
  const node = await startFakeNode((_body, response) => {
    turn += 1;
    serve(response, turn);
  });
  onTestFinished(node.stop);
  const events: [string, unknown][] = [];
  const ends: FailureReason[] = [];
  const stream = openEventStream({
    endpoint: { url: new Secret(`${node.url}/key`), headers: { 'X-Token': new Secret('planted') }, via: 'direct' },
    path: '/eth/v1/events?topics=head',
    silentAfter,
    onEvent: (name, data) => events.push([name, data]),
    onEnd: (reason) => ends.push(reason),
  });
  onTestFinished(stream.close);
  return { events, ends, stream, asked: node.requests };
};

const sse = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
const head = (slot: number): string => `event: head\ndata: {"slot":"${slot}"}\n\n`;

test('events as they come, below the endpoint’s own path; it delivers from the first one on', async () => {
  const { events, stream, asked } = await start((response) => {
    sse(response).write(':\n\n');
    setTimeout(() => response.write(head(1)), 30);
  });
  expect(stream.state()).toEqual({ reason: undefined, delivers: false });
  await until(async () => events.length === 1);
  expect(events).toEqual([['head', { slot: '1' }]]);
  expect(stream.state()).toEqual({ reason: undefined, delivers: true });
  expect(asked).toEqual(['GET /key/eth/v1/events?topics=head']);
});

test('a live socket that delivers nothing but comments is given up as silent', async () => {
  const { ends, stream } = await start((response) => {
    const timer = setInterval(() => response.write(':\n\n'), 20);
    response.once('close', () => clearInterval(timer));
    sse(response).write(':\n\n');
  }, 0.15);
  await until(async () => ends.length > 0);
  expect(ends[0]).toBe('silent');
  expect(stream.state()).toEqual({ reason: 'silent', delivers: false });
});

test.each([
  ['a route that does not exist', 404, '{"code":404,"message":"NOT_FOUND"}', 'rpc_unsupported'],
  ['a topic that it does not know', 400, '{"code":400,"message":"Invalid topic"}', 'http_4xx'],
  ['an overloaded one', 503, '', 'http_5xx'],
  ['a wrong key', 403, 'no', 'http_forbidden'],
  ['a web page', 200, '<html></html>', 'bad_shape'],
] as const)('%s', async (_title, status, body, reason) => {
  const { ends, stream } = await start((response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end(body);
  });
  await until(async () => ends.length > 0);
  expect(ends[0]).toBe(reason);
  expect(stream.state()).toEqual({ reason, delivers: false });
});

test('a line without end and an event that is no JSON end it', async () => {
  const endless = await start((response) => {
    sse(response).write(`data: ${'x'.repeat(200_000)}`);
  });
  await until(async () => endless.ends.length > 0);
  expect(endless.ends[0]).toBe('too_large');
  const broken = await start((response) => {
    sse(response).write('event: head\ndata: {"slot":\n\n');
  });
  await until(async () => broken.ends.length > 0);
  expect(broken.ends[0]).toBe('not_json');
  expect(broken.events).toEqual([]);
});

test('a stream that is cut at once is asked for again, not in a storm', async () => {
  const { ends, asked, events } = await start((response, turn) => {
    sse(response).write(head(turn));
    setTimeout(() => response.destroy(), 20);
  });
  await until(async () => events.length === 2);
  expect(ends.every((reason) => reason === 'truncated' || reason === 'reset')).toBe(true);
  // The second attempt waits for a second; the one after it would wait for two.
  expect(asked.length).toBe(2);
});
