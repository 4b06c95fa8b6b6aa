/** One question after another by REST: each counted, timed and failing alone. */
import type { z } from 'zod';
import {
  type CloudflareErrorKind,
  type CloudflareResource,
  cloudflareErrorKinds,
  cloudflareResources,
} from '../../../collector/catalogue/cloudflare.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { type Log, silentLog } from '../../../collector/log.ts';
import type { LevelRecorder } from '../../levels.ts';
import type { CloudflareClient } from '../client.ts';
import type { CloudflareError } from '../errors.ts';
import { permissions } from '../permissions.ts';

export type Read<T> = { readonly value: T } | { readonly error: CloudflareError };

export interface RestAsker {
  readonly one: <T>(about: CloudflareResource, path: string, schema: z.ZodType<T>) => Promise<Read<T>>;
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
  /** Hears of each failure. */
  readonly failed?: (about: CloudflareResource, error: CloudflareError) => void;
}

export const createRestAsker = ({ client, recorder, log = silentLog, failed: tell }: AskerOptions): RestAsker => {
  const said = new Map<CloudflareResource, CloudflareErrorKind>();
  // From the start, so that the first error of each shows as an increase.
  for (const about of cloudflareResources)
    for (const kind of cloudflareErrorKinds) recorder.inc(metrics.cfErrors, { about, kind }, 0);

  const failed = (about: CloudflareResource, error: CloudflareError): { readonly error: CloudflareError } => {
    const { kind, status } = error;
    recorder.inc(metrics.cfErrors, { about, kind });
    tell?.(about, error);
    if (said.get(about) !== kind) {
      said.set(about, kind);
      const needs = kind === 'auth' ? { needs: error.token ? permissions.token : permissions[about] } : {};
      log.warn({ about, kind, status, ...needs }, 'Cloudflare did not tell');
    }
    return { error };
  };

  const one: RestAsker['one'] = async (about, path, schema) => {
    const answer = await client.rest(path, schema);
    return answer.ok ? { value: answer.value } : failed(about, answer.error);
  };

  const all: RestAsker['all'] = async (about, path, item) => {
    const found: z.output<typeof item>[] = [];
    for (let page = 1; page <= mostPages; page++) {
      const answer = await client.rest(`${path}${path.includes('?') ? '&' : '?'}page=${page}`, item.array());
      if (!answer.ok) return failed(about, answer.error);
      found.push(...answer.value);
      if (page >= answer.pages || answer.value.length === 0) break;
    }
    return { value: found };
  };

  return {
    one,
    all,
    done: (about) => {
      if (said.delete(about)) log.info({ about }, 'Cloudflare tells again');
      recorder.set(metrics.cfResourceSuccess, { resource: about }, Date.now() / 1000);
    },
    now: client.now,
  };
};

export const answerOf = <T>(read: Read<T>): T | undefined => ('value' in read ? read.value : undefined);
