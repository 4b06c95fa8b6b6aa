/**
 * The one client of Cloudflare's API. It never throws, prints no text of an answer, asks two things at a time of each
 * kind, and is silent for as long as it is told to when it has asked too often.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, print } from 'graphql';
import { z } from 'zod';
import type { ApiAnswer, ApiQuestion } from '../../collector/rpc/apiPool.ts';
import { type Clock, createServerClock } from './clock.ts';
import { type CloudflareError, errorOfEntry, errorOfStatus, isTooMuchAtOnce, noAnswer } from './errors.ts';
import { createLimiter } from './limiter.ts';

export type RestAnswer<T> =
  | { readonly ok: true; readonly value: T; readonly pages: number }
  | { readonly ok: false; readonly error: CloudflareError };

/** Both may be there: data that is partial, with an error for what is missing. `data` is unchecked. */
export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors: readonly CloudflareError[];
}

export interface CloudflareClient {
  readonly graphql: <T, V>(
    document: TypedDocumentNode<T, V>,
    variables: V,
    signal?: AbortSignal,
  ) => Promise<GraphqlAnswer>;
  /** GET. @param path below the API's base, `/zones?page=1` @param schema of `result` */
  readonly rest: <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal) => Promise<RestAnswer<T>>;
  /** Unix ms by Cloudflare's clock. */
  readonly now: () => number;
  /** Whether GraphQL is being left alone because it was asked too often. */
  readonly quiet: () => boolean;
}

export interface ClientOptions {
  readonly ask: (question: ApiQuestion) => Promise<ApiAnswer>;
  readonly clock: Clock;
}

/** Seconds. */
const deadline = 30;
/** Cloudflare counts questions over five minutes; so long it takes until all are forgotten. Seconds. */
const quietTime = 300;
const longestQuiet = 3_600;
const concurrency = 2;

const entries = z
  .array(z.object({ message: z.unknown(), code: z.unknown(), path: z.unknown(), extensions: z.unknown() }).partial())
  .nullish();
const graphqlBody = z.object({ data: z.unknown(), errors: entries });
const restBody = z.object({
  success: z.boolean().nullish(),
  errors: entries,
  result: z.unknown(),
  result_info: z.object({ total_pages: z.number().nullish() }).nullish().catch(undefined),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Texts of documents, which are few and asked for each minute. */
const texts = new WeakMap<object, string>();
const textOf = (document: DocumentNode): string => {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
};

export const createClient = ({ ask, clock }: ClientOptions): CloudflareClient => {
  const server = createServerClock(clock);
  const limits = { graphql: createLimiter(concurrency), rest: createLimiter(concurrency) };
  /** Monotonic ms until which it is silent. */
  const quietUntil = { graphql: Number.NEGATIVE_INFINITY, rest: Number.NEGATIVE_INFINITY };

  const silence = (kind: keyof typeof quietUntil, seconds = quietTime): void => {
    quietUntil[kind] = Math.max(quietUntil[kind], clock.mono() + Math.min(Math.max(1, seconds), longestQuiet) * 1000);
  };
  const leftAlone = (kind: keyof typeof quietUntil): CloudflareError | undefined => {
    const left = quietUntil[kind] - clock.mono();
    return left > 0 ? { kind: 'rate_limited', retryAfter: Math.ceil(left / 1000) } : undefined;
  };

  const send = async (kind: keyof typeof quietUntil, question: ApiQuestion): Promise<ApiAnswer | CloudflareError> =>
    limits[kind](async () => {
      // Looked at after the wait: another question may have been refused meanwhile.
      const refused = leftAlone(kind);
      if (refused) return refused;
      const answer = await ask(question);
      if (!answer.ok) return answer;
      // A page is some proxy's on the way, and so is its clock.
      if (answer.date !== undefined && !answer.html) server.heard(answer.date);
      // Some questions are too large for a plan, which is said with the same status and no reason to be silent.
      if (answer.status === 429 && (kind === 'rest' || answer.html || !isTooMuchAtOnce(answer.body))) {
        silence(kind, answer.retryAfter);
        // The limit of the whole API counts both; the budget of GraphQL is its own, and its words say so.
        if (kind === 'rest' || !/budget|quota/i.test(answer.body))
          silence(kind === 'rest' ? 'graphql' : 'rest', answer.retryAfter);
      }
      return answer;
    });

  const graphql: CloudflareClient['graphql'] = async (document, variables, signal) => {
    const body = JSON.stringify({ query: textOf(document), variables });
    const answer = await send('graphql', { method: 'POST', path: '/graphql', body, deadline, signal });
    if ('kind' in answer) return { data: undefined, errors: [answer] };
    if (!answer.ok) return { data: undefined, errors: [noAnswer] };
    const { status, retryAfter } = answer;
    const shape = graphqlBody.safeParse(answer.html ? undefined : parsed(answer.body));
    const told = shape.success ? (shape.data.errors ?? []) : [];
    const errors = told.map((entry) => errorOfEntry(entry, status, retryAfter));
    const data = shape.success ? (shape.data.data ?? undefined) : undefined;
    if (errors.some(({ kind }) => kind === 'rate_limited')) silence('graphql', retryAfter);
    if (errors.length === 0 && (status !== 200 || data === undefined))
      errors.push(errorOfStatus(status, answer.html, retryAfter));
    return { data: status === 200 ? data : undefined, errors };
  };

  const rest: CloudflareClient['rest'] = async (path, schema, signal) => {
    const answer = await send('rest', { method: 'GET', path, deadline, signal });
    if ('kind' in answer) return { ok: false, error: answer };
    if (!answer.ok) return { ok: false, error: noAnswer };
    const { status, retryAfter } = answer;
    const shape = restBody.safeParse(answer.html ? undefined : parsed(answer.body));
    const told = shape.success ? shape.data.errors?.[0] : undefined;
    if (told) return { ok: false, error: errorOfEntry(told, status, retryAfter) };
    if (!shape.success || status !== 200 || shape.data.success === false)
      return { ok: false, error: errorOfStatus(status, answer.html, retryAfter) };
    const value = schema.safeParse(shape.data.result);
    if (!value.success) return { ok: false, error: { kind: 'bug', status } };
    return { ok: true, value: value.data, pages: shape.data.result_info?.total_pages ?? 1 };
  };

  return { graphql, rest, now: server.now, quiet: () => leftAlone('graphql') !== undefined };
};
