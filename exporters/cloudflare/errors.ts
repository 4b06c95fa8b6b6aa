/**
 * What an error of Cloudflare asks us to do. The words of a body decide before its status does: a depleted budget, a
 * field beyond the plan and a missing permission have all been seen with status 200. No text of Cloudflare's goes further
 * than this file; what leaves is a kind, and a name that was in our own question.
 */
import type { CloudflareErrorKind } from '../../collector/catalogue/cloudflareLabels.ts';

export interface CloudflareError {
  readonly kind: CloudflareErrorKind;
  /** HTTP status; undefined where there was no answer. */
  readonly status?: number | undefined;
  /** Cloudflare's own number for it (REST). */
  readonly code?: number | undefined;
  /** Seconds that we are told to wait. */
  readonly retryAfter?: number | undefined;
  /** A permission by Cloudflare's name for it, `com.cloudflare.api.account.zone.analytics.read`. */
  readonly permission?: string | undefined;
  /** The token itself was refused, not what it asked for. */
  readonly token?: boolean | undefined;
  /** The field that the plan does not give. */
  readonly field?: string | undefined;
  /** What was asked for is no longer kept. */
  readonly tooOld?: boolean | undefined;
  /** Where in a GraphQL answer: ["viewer", "zones", 0, "rows"]. */
  readonly path?: readonly (string | number)[] | undefined;
}

/** The first that matches. Texts as the API gives them, from its documentation and from reports of its users. */
const byWords: readonly (readonly [RegExp, CloudflareErrorKind])[] = [
  [/budget depleted|rate limit|too many requests|quota exceeded/i, 'rate_limited'],
  [/requires permission|not authorized|unauthorized|authentication (error|failed)|invalid.{0,20}token/i, 'auth'],
  [
    /does not have access to (the )?(path|field|dataset|node)|not (enabled|entitled)|(upgrade|on|for) your plan/i,
    'plan',
  ],
  [
    /too many (nodes|zones|scopes|fields|rows)|excessive resources|too (complex|expensive|large|wide)|time range|cannot request (data|more)|exceeds? .{0,40}(limit|max)|number of fields|memory/i,
    'too_expensive',
  ],
  [/internal (server )?error|busy|time(d )?out|temporar|currently|unavailable|try again/i, 'transient'],
  [/not available/i, 'plan'],
  [
    /unknown (field|arg|type)|cannot query|pars(e|ing)|syntax|validation|invalid (value|query|argument)|variable/i,
    'bug',
  ],
];

/** `extensions.code` as it has been seen. */
const byCode: Readonly<Record<string, CloudflareErrorKind>> = {
  budget: 'rate_limited',
  // Seen with a range of time that was too long.
  quota: 'too_expensive',
  rate_limit: 'rate_limited',
  limits: 'too_expensive',
  internal: 'transient',
  parse: 'bug',
  validation: 'bug',
};

/** 1000: invalid token; 6003, 6111: its header is malformed; 9106: none was sent; 9109: it may not be used from here. */
const tokenCodes: ReadonlySet<number> = new Set([1000, 6003, 6111, 9106, 9109]);

const ofStatus = (status: number): CloudflareErrorKind => {
  if (status === 429) return 'rate_limited';
  if (status === 401 || status === 403) return 'auth';
  if (status === 413) return 'too_expensive';
  return status === 408 || status >= 500 ? 'transient' : 'bug';
};

/** Whether it is this one question that was refused, also with 429: asked for less, it would have been answered. */
export const isTooMuchAtOnce = (body: string): boolean =>
  byWords.find(([words]) => words.test(body.slice(0, 2_000)))?.[1] === 'too_expensive';

export interface ErrorEntry {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly path?: unknown;
  readonly extensions?: unknown;
}

const extensionCode = (extensions: unknown): string | undefined =>
  typeof extensions === 'object' && extensions !== null && 'code' in extensions && typeof extensions.code === 'string'
    ? extensions.code
    : undefined;

const pathOf = (path: unknown): readonly (string | number)[] | undefined => {
  if (!Array.isArray(path)) return undefined;
  // Cloudflare writes indexes as texts.
  return path.map((part) =>
    typeof part === 'number' ? part : /^\d{1,4}$/.test(String(part)) ? Number(part) : String(part),
  );
};

/** One entry of `errors`, of GraphQL or of the REST envelope. */
export const errorOfEntry = (entry: ErrorEntry, status: number, retryAfter?: number): CloudflareError => {
  const message = typeof entry.message === 'string' ? entry.message.slice(0, 1_000) : '';
  const extension = extensionCode(entry.extensions);
  const code = typeof entry.code === 'number' ? entry.code : undefined;
  const token = status === 401 || (code !== undefined && tokenCodes.has(code));
  const words = byWords.find(([each]) => each.test(message))?.[1];
  // A server that fails says "not available" too, and speaks of no plan, nor of our question.
  const worded = status >= 500 && (words === 'plan' || words === 'bug') ? 'transient' : words;
  const coded = extension === undefined ? undefined : byCode[extension];
  // `authz` alone does not say whether it is the plan or the token; the words do, where they are known.
  const kind = token
    ? 'auth'
    : (worded ?? coded ?? (extension === 'authz' ? 'auth' : ofStatus(status === 200 ? 500 : status)));
  const permission = /requires permission '(com\.cloudflare\.[a-z._-]{1,100})'/.exec(message)?.[1];
  const field = /access to (?:the )?field[: ]+["'`]?(\w{1,80})/i.exec(message)?.[1];
  return {
    kind,
    status,
    ...(code === undefined ? {} : { code }),
    ...(kind === 'rate_limited' && retryAfter !== undefined ? { retryAfter } : {}),
    ...(permission === undefined ? {} : { permission }),
    ...(kind === 'auth' ? { token } : {}),
    ...(kind === 'plan' && field !== undefined ? { field } : {}),
    ...(/older than|not older|too old/i.test(message) ? { tooOld: true } : {}),
    ...(pathOf(entry.path) ? { path: pathOf(entry.path) } : {}),
  };
};

/** An answer without any words that we read: HTML of a proxy, an empty body. */
export const errorOfStatus = (status: number, html: boolean, retryAfter?: number): CloudflareError => {
  // A page is no answer of the API, whatever its status: a challenge, a proxy, an error of the edge.
  const kind = html && status !== 429 ? 'transient' : status === 200 ? 'bug' : ofStatus(status);
  return {
    kind,
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(status === 401 && !html ? { token: true } : {}),
  };
};

/** No answer at all. */
export const noAnswer: CloudflareError = { kind: 'transient' };
