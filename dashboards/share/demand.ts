/** An answer of Grafana that cannot be gone on without, in the form that is needed. */
import type { z } from 'zod';
import { type Reply, ShareError, wordsOf } from './client.ts';

/** @throws ShareError with Grafana's own words */
export const demand = <T>(reply: Reply, schema: z.ZodType<T>, what: string): T => {
  const parsed = reply.status === 200 ? schema.safeParse(reply.body) : undefined;
  if (!parsed?.success)
    throw new ShareError(`${what}: ${wordsOf(reply)}${reply.status === 200 ? ', in another form than expected' : ''}`);
  return parsed.data;
};
