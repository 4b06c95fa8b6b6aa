/**
 * What a sidecar says of a node below `/lb/NODE/state`, for other sidecars and the collector. Ages instead of times:
 * the clocks of two hosts need not agree. It is reachable by whoever reaches the check, so it holds no address.
 */
import { z } from 'zod';
import { lbReasons } from '../catalogue/sidecar.ts';
import { standings } from '../verdict/lbMembers.ts';

export const lbStateSchema = z.object({
  node: z.string(),
  /** Whether the check answers 200. */
  serve: z.boolean(),
  reason: z.enum(lbReasons),
  detail: z.string().max(300),
  /** Seconds for which it has answered so. */
  forSeconds: z.number(),
  /** Null before the node was asked. */
  standing: z.enum(standings).nullable(),
  head: z
    .object({ number: z.number(), timestamp: z.number(), hash: z.string().max(80), ageSeconds: z.number() })
    .nullable(),
  leaving: z.boolean(),
});
export type LbState = z.output<typeof lbStateSchema>;

export const checkPath = (node: string): string => `/lb/${node}`;
export const statePath = (node: string): string => `/lb/${node}/state`;
