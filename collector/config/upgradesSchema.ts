/** `upgrades:` of fleet.yaml: what no chain tells by itself. */
import { z } from 'zod';
import { isVersion } from '../policy/softwareVersion.ts';
import { httpUrl } from './schemaFields.ts';

const asVersion = { error: 'a lowest version such as ">=3.11.0"' };
const asDate = { error: 'a day (2026-12-01, its start in UTC) or a time such as 2026-12-01T15:00:00Z' };

export const upgradesSchema = (name: z.ZodString) =>
  z
    .array(
      z.strictObject({
        chain: name.optional().describe('Nodes of this chain; with client, those that are both.'),
        client: name.optional().describe('Nodes of this client as they call themselves: nitro, geth, lighthouse.'),
        version: z
          .string(asVersion)
          .refine((text) => /^>=\s*v?\d/.test(text) && isVersion(text), asVersion)
          .transform((text) => text.replace(/^>=\s*v?/, ''))
          .describe('Lowest version that will do: ">=3.11.0".'),
        before: z
          .string(asDate)
          .refine((text) => /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) && !Number.isNaN(Date.parse(text)), asDate)
          .transform((text) => Date.parse(text) / 1000)
          .optional()
          .describe('By when. Not needed with arbos, whose time the chain tells.'),
        arbos: z
          .int()
          .min(1)
          .optional()
          .describe('ArbOS version that needs it: judges the upgrade that the chain itself has scheduled.'),
        about: z.string().min(1).max(120).optional().describe('What it is, in a few words.'),
        url: httpUrl.optional().describe('Where to read more.'),
      }),
    )
    .default([])
    .describe('Upgrades that are due, where no node can tell.');
