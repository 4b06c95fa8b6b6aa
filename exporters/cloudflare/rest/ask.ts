/** One question after another by REST: each counted, timed and failing alone. */
import type { z } from 'zod';
import {
  type CloudflareErrorKind,
  type CloudflareResource,
  cloudflareErrorKinds,
  cloudflareResources,
} from '../../../collector/catalogue/cloudflareLabels.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { type Log, silentLog } from '../../../collector/log.ts';
import type { LevelRecorder } from '../../levels.ts';
import type { CloudflareClient } from '../client.ts';
import type { CloudflareError } from '../errors.ts';
import { permissions } from '../permissions.ts';

export type Read<T> = { readonly value: T } | { readonly error: CloudflareError };

export interface RestAsker {
  /** @param needs the permission that it takes, where that is not the resource's own */
  readonly one: <T>(about: CloudflareResource, path: string, schema: z.ZodType<T>, needs?: string) => Promise<Read<T>>;
  /** All pages of a list. @param path with a query, to which the page is added */
  readonly all: <T>(about: CloudflareResource, path: string, item: z.ZodType<T>) => Promise<Read<readonly T[]>>;
  /** Notes that a resource has been read. */
  readonly done: (about: CloudflareResource) => void;
  /** Unix ms, by Cloudflare's clock. */
  readonly now: () => number;
}

/** A list of ours is a few entries; one that never ends is a fault of theirs. */
const mostPages = 20;

export interface AskerOptions {
  readonly client: Pick<CloudflareClient, 'rest' | 'now'>;
  readonly recorder: LevelRecorder;
  readonly log?: Log;
  /** Hears of each failure, and of the permission that it takes. */
  readonly failed?: (about: CloudflareResource, error: CloudflareError, needs: string) => void;
}

/** What is not told just now. */
interface Untold {
  readonly about: CloudflareResource;
  readonly kind: CloudflareErrorKind;
  readonly needs: string;
  /** Monotonic ms. */
  readonly at: number;
}
/** ms after which a failure that was not repeated is of something that is gone; the slowest is asked each hour. */
const forgottenAfter = 2 * 3_600_000;

export const createRestAsker = ({ client, recorder, log = silentLog, failed: tell }: AskerOptions): RestAsker => {
  /** By path: one of three settings that fails is neither said at each round, nor mended by the other two. */
  const untold = new Map<string, Untold>();
  const isUntold = (match: Partial<Untold>): boolean =>
    [...untold.values()].some(
      ({ about, kind, needs, at }) =>
        performance.now() - at < forgottenAfter &&
        about === match.about &&
        kind === (match.kind ?? kind) &&
        needs === (match.needs ?? needs),
    );
  // From the start, so that the first error of each shows as an increase.
  for (const about of cloudflareResources)
    for (const kind of cloudflareErrorKinds) recorder.inc(metrics.cfErrors, { about, kind }, 0);

  const failed = (
    about: CloudflareResource,
    path: string,
    error: CloudflareError,
    permission: string = permissions[about],
  ): { readonly error: CloudflareError } => {
    const { kind, status } = error;
    const needs = error.token ? permissions.token : permission;
    recorder.inc(metrics.cfErrors, { about, kind });
    tell?.(about, error, needs);
    if (!isUntold({ about, kind, needs }))
      log.warn({ about, kind, status, ...(kind === 'auth' ? { needs } : {}) }, 'Cloudflare did not tell');
    untold.set(path, { about, kind, needs, at: performance.now() });
    return { error };
  };
  const succeeded = (about: CloudflareResource, path: string): void => {
    if (untold.delete(path) && !isUntold({ about })) log.info({ about }, 'Cloudflare tells again');
  };

  const one: RestAsker['one'] = async (about, path, schema, needs) => {
    const answer = await client.rest(path, schema);
    if (!answer.ok) return failed(about, path, answer.error, needs);
    succeeded(about, path);
    return { value: answer.value };
  };

  const all: RestAsker['all'] = async (about, path, item) => {
    const found: z.output<typeof item>[] = [];
    const [list = path] = path.split('?');
    for (let page = 1; page <= mostPages; page++) {
      const answer = await client.rest(`${path}${path.includes('?') ? '&' : '?'}page=${page}`, item.array());
      if (!answer.ok) return failed(about, list, answer.error);
      found.push(...answer.value);
      if (page >= answer.pages || answer.value.length === 0) break;
    }
    succeeded(about, list);
    return { value: found };
  };

  return {
    one,
    all,
    done: (about) => {
      recorder.set(metrics.cfResourceSuccess, { resource: about }, Date.now() / 1000);
    },
    now: client.now,
  };
};

export const answerOf = <T>(read: Read<T>): T | undefined => ('value' in read ? read.value : undefined);
