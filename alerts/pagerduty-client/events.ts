/** What can be said to PagerDuty, and its spelling on the wire (Events API v2). */
import { createHash } from 'node:crypto';

export type PagerDutySeverity = 'critical' | 'error' | 'warning' | 'info';

export interface PagerDutyLink {
  readonly href: string;
  readonly text: string;
}

type Details = Readonly<Record<string, string | number | boolean | null>>;

/** Opens an alert, or updates the open one with the same key. */
export interface TriggerEvent {
  readonly action: 'trigger';
  readonly dedupKey: string;
  readonly summary: string;
  readonly source: string;
  readonly severity: PagerDutySeverity;
  /** Unix seconds. */
  readonly at?: number;
  readonly component?: string;
  readonly group?: string;
  readonly class?: string;
  readonly details?: Details;
  readonly links?: readonly PagerDutyLink[];
  readonly client?: string;
  readonly clientUrl?: string;
}

/** Both need the routing key that triggered; PagerDuty drops them otherwise, without an error. */
export interface AcknowledgeEvent {
  readonly action: 'acknowledge';
  readonly dedupKey: string;
}
export interface ResolveEvent {
  readonly action: 'resolve';
  readonly dedupKey: string;
}

/** Context for the on-call that never notifies; PagerDuty keeps it 90 days. */
export interface ChangeEvent {
  readonly action: 'change';
  readonly summary: string;
  readonly source?: string;
  readonly at?: number;
  readonly details?: Details;
  readonly links?: readonly PagerDutyLink[];
}

export type PagerDutyEvent = TriggerEvent | AcknowledgeEvent | ResolveEvent | ChangeEvent;

/** Documented limits of Events v2. */
export const pagerDutyLimits = { summary: 1024, dedupKey: 255, bodyBytes: 512 * 1024 } as const;

const mark = '…';
const cut = (text: string, limit: number): string => (text.length <= limit ? text : text.slice(0, limit - 1) + mark);

/** A cut key could meet another one, so a key that is too long is hashed instead; equal keys stay equal. */
const fitKey = (key: string): string =>
  key.length <= pagerDutyLimits.dedupKey ? key : createHash('sha256').update(key).digest('hex');

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at * 1000).toISOString();

/** The body without the routing key. Undefined members vanish in JSON. */
const bodyOf = (event: PagerDutyEvent, details: Details | undefined): object => {
  switch (event.action) {
    case 'acknowledge':
    case 'resolve':
      return { event_action: event.action, dedup_key: fitKey(event.dedupKey) };
    case 'change':
      return {
        payload: {
          summary: cut(event.summary, pagerDutyLimits.summary),
          source: event.source,
          timestamp: iso(event.at),
          custom_details: details,
        },
        links: event.links,
      };
    case 'trigger':
      return {
        event_action: 'trigger',
        dedup_key: fitKey(event.dedupKey),
        payload: {
          summary: cut(event.summary, pagerDutyLimits.summary),
          source: event.source,
          severity: event.severity,
          timestamp: iso(event.at),
          component: event.component,
          group: event.group,
          class: event.class,
          custom_details: details,
        },
        links: event.links,
        client: event.client,
        client_url: event.clientUrl,
      };
  }
};

/**
 * The JSON text of an event. Over 512 KB PagerDuty refuses the whole event, so the details go first, and a mark says
 * that they did.
 */
export const wireBody = (event: PagerDutyEvent, routingKey: string): string => {
  const write = (details: Details | undefined): string =>
    JSON.stringify({ routing_key: routingKey, ...bodyOf(event, details) });
  const details = 'details' in event ? event.details : undefined;
  const whole = write(details);
  return Buffer.byteLength(whole) <= pagerDutyLimits.bodyBytes
    ? whole
    : write({ omitted: `details too large ${mark}` });
};
