/** `treasury:` of fleet.yaml. */
import { z } from 'zod';
import { durationSchema } from '../policy/duration.ts';

const code = z.string().regex(/^[A-Z][A-Z0-9.]{1,9}$/, { error: 'a currency such as ETH, USDC or EUR' });

export const treasurySchema = (name: z.ZodString, address: z.ZodString) =>
  z
    .strictObject({
      chain: name.default('arbitrum-one').describe('Chain that the money is on; our own nodes of it are asked.'),
      currency: code.default('USD').describe('Fiat that figures are told in.'),
      fiat: z.array(code).default(['USD', 'EUR']).describe('Other currencies that rows may be written in.'),
      addresses: z
        .array(
          z.strictObject({
            name,
            address,
            kind: z
              .enum(['safe', 'wallet'])
              .default('safe')
              .describe('safe: tells of native coins by events. wallet: only its balance tells.'),
          }),
        )
        .min(1)
        .describe('Addresses of the treasury. They are public.'),
      tokens: z
        .record(code, z.strictObject({ address, decimals: z.int().min(0).max(36) }))
        .optional()
        .describe('Tokens that count as money; on Arbitrum One LPT and USDC by default. All others are ignored.'),
      feeds: z
        .record(code, z.strictObject({ address, max_age: durationSchema.default(86_400) }))
        .default({})
        .describe("Chainlink feeds of a coin's price in that fiat; older than max_age it is not used."),
      since: z
        .int()
        .min(0)
        .optional()
        .describe('First block that is read; by default the first one that is seen after the start.'),
      dust: z
        .record(code, z.string().regex(/^\d+(\.\d+)?$/, { error: 'an amount such as 0.01' }))
        .default({})
        .describe('By coin: incoming amounts below this, in whole coins, need no row; they are summed apart.'),
    })
    .optional()
    .describe('The public treasury: its books are in ledger/treasury/ beside this file.');
