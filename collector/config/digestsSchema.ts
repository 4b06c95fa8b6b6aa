/** `notify.digests` of fleet.yaml. */
import { z } from 'zod';

const isTimezone = (zone: string): boolean => {
  try {
    return Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const digestsSchema = z.strictObject({
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time of day such as 07:00' })
    .default('07:00')
    .describe('Time of day at which digests are posted.'),
  timezone: z
    .string()
    .refine(isTimezone, { error: 'a time zone such as UTC or Europe/Berlin' })
    .default('UTC')
    .describe('Of `at`, and of the times that digests for operators name.'),
  daily: z.boolean().default(true).describe("Operators' digest of the last day."),
  weekly: z.boolean().default(true).describe("Operators' summary of the week, on Mondays."),
});
