/** `/standins/*`: what people, the drill and tests ask of the stand-ins themselves. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { commandSchema, type Did, press, pressSchema, typeCommand } from './person.ts';
import { readBody } from './readBody.ts';
import { send } from './sinkRequest.ts';
import { botFaults, modes, sinks } from './types.ts';
import type { World } from './world.ts';

const modeSchema = z.strictObject({
  sink: z.enum(sinks),
  mode: z.enum(modes),
  retryAfter: z.coerce.number().min(0).max(3600).optional(),
});
const faultSchema = z.strictObject({ fault: z.enum(botFaults), on: z.stringbool().or(z.boolean()).default(true) });
const ackSchema = z.strictObject({ dedup_key: z.string().min(1).max(255) });

const parse = (text: string, isForm: boolean): unknown => {
  try {
    return isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A web page elsewhere must not press these buttons through its reader's browser. */
const isForeign = (request: IncomingMessage): boolean => {
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
};

export const handleControl = async (
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> => {
  const bad = (status: number, error: string): void => send(response, { status, body: { error } });
  const name = url.pathname.slice('/standins/'.length);
  if (request.method === 'GET') {
    if (name === 'state') return send(response, { status: 200, body: world.state() });
    if (name !== 'log') return bad(404, 'GET knows /standins/log and /standins/state');
    const since = Number(url.searchParams.get('since') ?? 0);
    const entries = world.log.entries().filter((entry) => !(entry.seq <= since));
    return send(response, { status: 200, body: entries });
  }
  if (request.method !== 'POST') return bad(405, 'GET or POST');
  if (isForeign(request)) return bad(403, 'another origin');
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const body = await readBody(request, 10_000);
  const input = parse(body?.toString('utf8') ?? '', isForm);
  const done = (result: unknown): void =>
    send(response, isForm ? { status: 303, headers: { Location: '/' } } : { status: 200, body: result });

  if (name === 'reset') {
    world.reset();
    return done({ ok: true });
  }
  if (name === 'mode') {
    const parsed = modeSchema.safeParse(input);
    if (!parsed.success) return bad(400, z.prettifyError(parsed.error));
    const { sink, mode, retryAfter } = parsed.data;
    world.modes[sink] = { mode, retryAfter: retryAfter ?? 2 };
    if (sink === 'discord' && mode === 'down') world.discord.gateway.drop();
    return done(world.modes);
  }
  if (name === 'pagerduty/ack') {
    const parsed = ackSchema.safeParse(input);
    if (!parsed.success) return bad(400, z.prettifyError(parsed.error));
    const incident = world.pagerduty.incidents.acknowledge(parsed.data.dedup_key, 'person');
    return incident ? done(incident) : bad(404, 'no open incident has this dedup_key');
  }
  const did = (what: Did): void => ('error' in what ? bad(409, what.error) : done(what));
  if (name === 'discord/press') {
    const parsed = pressSchema.safeParse(input);
    return parsed.success ? did(press(world.discord, parsed.data)) : bad(400, z.prettifyError(parsed.error));
  }
  if (name === 'discord/command') {
    const parsed = commandSchema.safeParse(input);
    return parsed.success ? did(typeCommand(world.discord, parsed.data)) : bad(400, z.prettifyError(parsed.error));
  }
  if (name === 'discord/bot') {
    const parsed = faultSchema.safeParse(input);
    if (!parsed.success) return bad(400, z.prettifyError(parsed.error));
    world.discord.fault(parsed.data.fault, parsed.data.on);
    return done({ ok: true });
  }
  if (name === 'discord/drop') {
    world.discord.gateway.drop();
    return done({ ok: true });
  }
  return bad(
    404,
    'POST knows /standins/{mode,reset,pagerduty/ack,discord/press,discord/command,discord/bot,discord/drop}',
  );
};
