/** The shape of an Events v2 event and what PagerDuty says of one that is not. Limits as documented there. */
import { z } from 'zod';

/** Bytes of one event. */
export const pagerdutyBodyLimit = 512 * 1024;

const severities = ['critical', 'error', 'warning', 'info'] as const;
const optional = z.string().nullish();
const link = z.object({ href: z.string(), text: optional });
const image = z.object({ src: z.string().startsWith('https://'), href: optional, alt: optional });

const isTime = (time: string): boolean => !Number.isNaN(Date.parse(time));

const base = {
  routing_key: z.string(),
  client: optional,
  client_url: optional,
  links: z.array(link).nullish(),
  images: z.array(image).nullish(),
};
const dedupKey = z.string().max(255);

const payload = z.object({
  summary: z.string().trim().min(1).max(1024),
  source: z.string().trim().min(1),
  severity: z.enum(severities),
  timestamp: z.string().refine(isTime).nullish(),
  component: optional,
  group: optional,
  class: optional,
  custom_details: z.unknown().optional(),
});

export const eventSchema = z.discriminatedUnion('event_action', [
  z.object({ ...base, event_action: z.literal('trigger'), dedup_key: dedupKey.nullish(), payload }),
  z.object({ ...base, event_action: z.literal('acknowledge'), dedup_key: dedupKey.min(1) }),
  z.object({ ...base, event_action: z.literal('resolve'), dedup_key: dedupKey.min(1) }),
]);
export type PagerDutyEvent = z.output<typeof eventSchema>;
export type Trigger = Extract<PagerDutyEvent, { event_action: 'trigger' }>;

export const changeSchema = z.object({
  routing_key: z.string(),
  payload: z.object({
    summary: z.string().trim().min(1).max(1024),
    source: optional,
    timestamp: z.string().refine(isTime).nullish(),
    custom_details: z.unknown().optional(),
  }),
  links: z.array(link).nullish(),
});

/** One line per fault, in the words that PagerDuty uses. */
export const errorsOf = (issues: readonly z.core.$ZodIssue[]): string[] =>
  issues.map((issue) => {
    const name = `'${issue.path.join('.')}'`;
    if (issue.path.length === 0) return 'The event is not a JSON object';
    if (issue.path[0] === 'event_action')
      return `${name} is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')`;
    if (issue.code === 'too_small' || issue.input === undefined || issue.input === null)
      return `${name} is missing or blank`;
    if (issue.code === 'too_big')
      return `Length of ${name} is incorrect (should be at most ${issue.maximum} characters)`;
    if (issue.code === 'invalid_value')
      return `${name} is invalid (must be one of the following: ${issue.values.map((value) => `'${String(value)}'`).join(', ')})`;
    return `${name} is invalid`;
  });

/** What is wrong with a routing key; null when it is the known one. */
export const routingKeyFault = (value: unknown, known: string): string | null => {
  if (typeof value !== 'string' || value.trim() === '') return "'routing_key' is missing or blank";
  if (value.length !== 32) return "Length of 'routing_key' is incorrect (should be 32 characters)";
  if (!/^[0-9a-z]+$/i.test(value)) return "'routing_key' cannot contain non-alphanumeric characters.";
  return value === known ? null : 'Invalid routing key';
};
