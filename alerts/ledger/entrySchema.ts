/** The shape of a line of the ledger; what does not have it was not written by us, or not whole. */
import { z } from 'zod';
import { causes, edgeFaults, edgeStates } from '../../collector/catalogue/labels.ts';
import type { LedgerEntry } from './model.ts';

const count = z.int().min(0);
const second = z.int().min(0);
const seconds = z.record(z.enum(edgeStates), count);
const faults = z.record(z.enum(edgeFaults), count);
const anchors = z.record(z.string(), z.object({ start: z.number(), shift: z.int() }));

const evidence = z.object({
  causes: z.partialRecord(z.enum(causes), count),
  nodes: z.record(z.string(), z.object({ verdict: z.string(), seconds: count })),
  references: z.object({ answered: count, asked: count }),
  chain: z.string().nullable(),
  otherRegions: z.record(z.string(), count),
  blind: count,
  cloudflare: z.object({ poolOut: count, unreachable: count }).optional(),
});

const interval = z.object({
  id: z.string(),
  state: z.enum(edgeStates).exclude(['good']),
  from: second,
  to: second,
  seconds: count,
  faults,
  faultRuns: z.array(z.tuple([z.enum(edgeFaults), count])).optional(),
  cause: z.enum(causes),
  evidence,
});

const written = { v: z.literal(1), at: z.number() };

const entrySchema = z.discriminatedUnion('type', [
  z.object({
    ...written,
    type: z.literal('span'),
    edge: z.string(),
    region: z.string(),
    from: second,
    to: second,
    seconds,
    faults,
    intervals: z.array(interval),
    anchors: anchors.optional(),
  }),
  z.object({
    ...written,
    type: z.literal('reclassify'),
    of: z.string(),
    cause: z.enum(causes),
    author: z.string(),
    reason: z.string(),
  }),
  z.object({
    ...written,
    type: z.literal('maintenance'),
    id: z.string(),
    scope: z.string(),
    regions: z.array(z.string()),
    from: second,
    to: second,
    reason: z.string(),
    author: z.string(),
    forced: z.literal(true).optional(),
  }),
  z.object({
    ...written,
    type: z.literal('maintenance-extend'),
    of: z.string(),
    to: second,
    author: z.string(),
    forced: z.literal(true).optional(),
  }),
  z.object({ ...written, type: z.literal('maintenance-end'), of: z.string(), author: z.string() }),
]);

/** Undefined when the line is not an entry. */
export const parseEntry = (line: string): LedgerEntry | undefined => {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(line));
    // zod's optional keys may be undefined; JSON has no undefined, so that these are absent.
    return parsed.success ? (parsed.data as LedgerEntry) : undefined;
  } catch {
    return undefined;
  }
};
