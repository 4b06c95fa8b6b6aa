/** The secret files that fleet.yaml names: reading them, and what is lost without each. */
import { resolve } from 'node:path';
import type { Fleet } from './fleet.ts';
import type { NamedSecret } from './namedSecret.ts';
import { Secret } from './secret.ts';

/** Every secret file of the fleet, in the order of fleet.yaml. */
export const secretsOf = (fleet: Fleet): readonly NamedSecret[] =>
  [
    fleet.notify.discord?.operators,
    fleet.notify.discord?.members,
    fleet.notify.discord?.botToken,
    fleet.notify.pagerduty?.routingKey,
    fleet.notify.deadman?.url,
    fleet.notify.deadman?.routerUrl,
    fleet.router.token,
    ...(fleet.heartbeats ?? []).map(({ token }) => token),
    fleet.cloudflare?.token,
    ...(fleet.isolation?.origins ?? []).map(({ file }) => file),
  ].filter((secret) => secret !== undefined);

/** What is lost without a secret, as a sentence for operators. */
export const losses = {
  'notify.discord.operators_file': 'No operator is told of anything.',
  'notify.discord.members_file': 'Members are not told in Discord.',
  'notify.discord.bot_token_file': 'Discord cards have no buttons.',
  'notify.pagerduty.routing_key_file': 'Nobody will be paged.',
  'notify.deadman.url_file': 'Nobody notices when the monitoring itself dies.',
  'notify.deadman.router_url_file': 'Nobody outside notices when the router cannot deliver.',
  'router.token_file': 'Whoever reaches the private listener can raise, acknowledge and silence alerts.',
  'cloudflare.token_file': 'Cloudflare is not asked how the edge is.',
} as const;

type HeartbeatPath = `heartbeats.${string}.token_file`;
type OriginPath = `isolation.${string}.address_file`;
export type SecretPath = keyof typeof losses | HeartbeatPath | OriginPath;

const isOfHeartbeat = (path: SecretPath): path is HeartbeatPath => path.startsWith('heartbeats.');
const isOfOrigin = (path: SecretPath): path is OriginPath => path.startsWith('isolation.');
/** Anyone may read it on the status page, so that it does not say which. */
export const lossOf = (path: SecretPath): string => {
  if (isOfHeartbeat(path)) return 'A job cannot report with a token of its own.';
  return isOfOrigin(path) ? 'It is not tried whether every origin is closed to the public.' : losses[path];
};

const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text) && URL.canParse(text);

/** What is wrong with the content of a secret file, or undefined. Never says what the content is. */
export const contentFault = (path: SecretPath, content: string): { found: string; expected: string } | undefined => {
  if (isOfOrigin(path)) {
    if (/^[\w.:-]+$/.test(content)) return undefined;
    return { found: 'a file with something else in it', expected: 'a file that holds one host name or address alone' };
  }
  const oneWord: readonly SecretPath[] = [
    'notify.pagerduty.routing_key_file',
    'notify.discord.bot_token_file',
    'cloudflare.token_file',
  ];
  if (oneWord.includes(path)) {
    if (!/\s/.test(content)) return undefined;
    return { found: 'a file with more than one word in it', expected: 'a file that holds the key alone' };
  }
  if (path === 'router.token_file' || isOfHeartbeat(path)) {
    if (/^\S{20,}$/.test(content)) return undefined;
    return {
      found: 'a file with something else in it',
      expected: 'a file that holds one word of 20 characters or more',
    };
  }
  if (isWebAddress(content)) return undefined;
  return { found: 'a file that holds no URL', expected: 'a file that holds one http:// or https:// URL alone' };
};

/** `content`: what the file holds, undefined when there is none. An empty file counts as none. */
export const namedSecret = (path: SecretPath, file: string, home: string, content: string | undefined): NamedSecret => {
  const text = content?.trim();
  return {
    path,
    file: resolve(home, file),
    mandatory: path === 'notify.discord.operators_file',
    without: lossOf(path),
    value: text ? new Secret(text) : undefined,
  };
};
