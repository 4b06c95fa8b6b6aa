/** Which paths Discord's REST has for a bot, and what each method does there. */
import type { Form } from './discordForm.ts';
import type { DiscordFacts } from './types.ts';

type Action = DiscordFacts['action'];
type Name = 'gateway' | 'me' | 'application' | 'commands' | 'channel' | 'messages' | 'message' | 'threads' | Followed;
type Followed = 'callback' | 'original' | 'followup';

const routes: readonly (readonly [Name, RegExp, Readonly<Record<string, Action>>])[] = [
  ['gateway', /^\/gateway\/bot$/, { GET: 'gateway' }],
  ['me', /^\/users\/@me$/, { GET: 'get' }],
  ['application', /^\/(?:oauth2\/)?applications\/@me$/, { GET: 'get' }],
  ['commands', /^\/applications\/(\d+)(?:\/guilds\/(\d+))?\/commands$/, { PUT: 'commands', GET: 'get' }],
  ['callback', /^\/interactions\/(\d+)\/([\w-]+)\/callback$/, { POST: 'answer' }],
  ['original', /^\/webhooks\/(\d+)\/([\w-]+)\/messages\/@original$/, { PATCH: 'answer' }],
  ['followup', /^\/webhooks\/(\d+)\/([\w-]+)$/, { POST: 'answer' }],
  ['channel', /^\/channels\/(\d+)$/, { GET: 'get' }],
  ['messages', /^\/channels\/(\d+)\/messages$/, { POST: 'create' }],
  ['message', /^\/channels\/(\d+)\/messages\/(\d+)$/, { GET: 'get', PATCH: 'edit', DELETE: 'delete' }],
  ['threads', /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/, { POST: 'thread' }],
];

/** What the path of a request names, and what its methods do; undefined when it is none of a bot's. */
export const routeOf = (pathname: string) => {
  const path = pathname.replace(/^\/api(?:\/v\d{1,2})?/, '').replace('%40', '@');
  return routes.flatMap(([name, pattern, methods]) => {
    const match = pattern.exec(path);
    return match ? [{ name, methods, first: match[1] ?? '', second: match[2] ?? '' }] : [];
  })[0];
};

/** A request whose path and body have been read. */
export interface Question {
  readonly name: Name;
  readonly first: string;
  readonly second: string;
  readonly form: Form | null;
  readonly facts: DiscordFacts;
}
