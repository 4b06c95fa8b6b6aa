/** One request to a sink: its mode first, then its judgement, then the log. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { discordBodyLimit } from './discord.ts';
import { tooLarge } from './discordErrors.ts';
import { invalidEvent, throttledEvent } from './pagerduty.ts';
import { pagerdutyBodyLimit } from './pagerdutyEvent.ts';
import { readBody } from './readBody.ts';
import { redactPath } from './redactPath.ts';
import type { NewEntry } from './requestLog.ts';
import { throttled } from './throttled.ts';
import type { Answer, Asked, Facts, Received, Sink } from './types.ts';
import type { World } from './world.ts';

const bodyLimits: Readonly<Record<Sink, number>> = {
  discord: discordBodyLimit,
  pagerduty: pagerdutyBodyLimit,
  deadman: 100_000,
};

export const sinkOf = (pathname: string): Sink | null => {
  if (pathname.startsWith('/api/')) return 'discord';
  if (pathname.startsWith('/v2/')) return 'pagerduty';
  return pathname.startsWith('/deadman/') ? 'deadman' : null;
};

export const send = (response: ServerResponse, answer: Answer): void => {
  const isText = typeof answer.body === 'string';
  const body = answer.body === undefined ? '' : isText ? String(answer.body) : JSON.stringify(answer.body);
  const type =
    answer.body === undefined ? {} : { 'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/json' };
  response.writeHead(answer.status, { ...type, ...answer.headers });
  response.end(body);
};

const tooLong: Readonly<Record<Sink, Answer>> = {
  discord: tooLarge,
  pagerduty: invalidEvent(['Event is larger than 512 KB']),
  deadman: { status: 413 },
};

const throttle = (sink: Sink, seconds: number): Answer => {
  if (sink === 'discord') return throttled(seconds);
  const answer = sink === 'pagerduty' ? throttledEvent : { status: 429, body: 'rate limited' };
  return { ...answer, headers: { 'Retry-After': String(Math.ceil(seconds)) } };
};

const receive = (world: World, sink: Sink, asked: Asked): Received<Facts> | Promise<Received<Facts>> =>
  world[sink].receive(asked);

interface Outcome {
  readonly status: number | null;
  readonly reason: string | null;
  readonly facts: Facts;
}

export const handleSink = async (
  world: World,
  sink: Sink,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> => {
  const at = world.now();
  const method = request.method ?? 'GET';
  const { mode, retryAfter } = world.modes[sink];
  const record = ({ status, reason, facts }: Outcome): void => {
    const accepted = status !== null && status < 400;
    // `facts` came from this very sink, which the compiler cannot see through the union.
    world.log.add({ at, sink, method, path: redactPath(url), status, accepted, reason, facts } as NewEntry);
  };

  if (mode === 'down') {
    record({ status: null, reason: 'mode down: connection reset', facts: null });
    request.socket.resetAndDestroy();
    return;
  }
  let body: Buffer | null;
  try {
    body = await readBody(request, bodyLimits[sink]);
  } catch (error) {
    record({ status: null, reason: 'the client left in the middle of its request', facts: null });
    throw error;
  }
  if (body === null) {
    record({ status: tooLong[sink].status, reason: 'body too large', facts: null });
    send(response, tooLong[sink]);
    return;
  }
  const contentType = request.headers['content-type'] ?? '';
  const asked: Asked = { at, method, url, contentType, authorization: request.headers.authorization ?? '', body };
  const received = await receive(world, sink, asked);
  const { facts } = received;
  if (mode === 'hang') {
    record({ status: null, reason: 'mode hang: never answered', facts });
    return;
  }
  if (mode === '429' || mode === '5xx') {
    const answer = mode === '429' ? throttle(sink, retryAfter) : { status: 503, body: 'Service Unavailable' };
    record({ status: answer.status, reason: `mode ${mode}`, facts });
    send(response, answer);
    return;
  }
  const settled = received.settle();
  record({ status: settled.answer.status, reason: settled.reason, facts: settled.facts });
  if (mode === 'lost') {
    request.socket.resetAndDestroy();
    return;
  }
  send(response, settled.answer);
};
