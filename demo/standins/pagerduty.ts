/** PagerDuty's Events API v2: `/v2/enqueue` for alerts, `/v2/change/enqueue` for changes, which never notify. */
import { randomBytes } from 'node:crypto';
import { clip, keepLast } from './clip.ts';
import { createIncidents } from './incidents.ts';
import { changeSchema, errorsOf, eventSchema, type PagerDutyEvent, routingKeyFault } from './pagerdutyEvent.ts';
import type { Answer, Asked, PagerDutyFacts, Received, Settled } from './types.ts';

export interface Change {
  readonly at: number;
  readonly summary: string;
  readonly source: string;
}

/** Events of one key in a minute; about what PagerDuty takes before it throttles. */
const perMinute = 120;

export const invalidEvent = (errors: readonly string[]): Answer => ({
  status: 400,
  body: { status: 'invalid event', message: 'Event object is invalid', errors },
});

/** 429 as PagerDuty tells it. */
export const throttledEvent: Answer = {
  status: 429,
  body: {
    status: 'throttle exceeded',
    message: 'Requests for this service are arriving too quickly.  Please retry later.',
  },
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown, length: number): string => (typeof value === 'string' ? clip(value, length) : '');

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

const looseFacts = (json: unknown, isChange: boolean): PagerDutyFacts => {
  const event = isRecord(json) ? json : {};
  const payload = isRecord(event.payload) ? event.payload : {};
  const actions = ['trigger', 'acknowledge', 'resolve'] as const;
  return {
    action: isChange ? 'change' : (actions.find((action) => action === event.event_action) ?? 'other'),
    dedup_key: typeof event.dedup_key === 'string' ? clip(event.dedup_key, 255) : null,
    summary: textOf(payload.summary, 1024),
    severity: textOf(payload.severity, 16),
    source: textOf(payload.source, 255),
    component: textOf(payload.component, 255),
    group: textOf(payload.group, 255),
    class: textOf(payload.class, 255),
    newIncident: false,
    incident: null,
  };
};

export const createPagerDuty = (options: { readonly routingKey: string; readonly now: () => number }) => {
  const { routingKey, now } = options;
  const incidents = createIncidents(now);
  const changes: Change[] = [];
  const recent: number[] = [];

  const take = (event: PagerDutyEvent): { key: string; facts: Partial<PagerDutyFacts> } => {
    if (event.event_action === 'trigger') {
      const key = event.dedup_key || randomBytes(16).toString('hex');
      const { incident, isNew } = incidents.trigger(key, event);
      return { key, facts: { dedup_key: key, newIncident: isNew, incident: incident.number } };
    }
    const key = event.dedup_key;
    const touched = event.event_action === 'acknowledge' ? incidents.acknowledge(key, 'event') : incidents.resolve(key);
    return { key, facts: { incident: touched?.number ?? null } };
  };

  const receive = (asked: Asked): Received<PagerDutyFacts> => {
    const isChange = asked.url.pathname === '/v2/change/enqueue';
    const json = parse(asked.body);
    const facts = looseFacts(json, isChange);
    const refused = (answer: Answer, reason: string): Settled<PagerDutyFacts> => ({
      answer,
      accepted: false,
      reason,
      facts,
    });
    const taken = (body: unknown, more: Partial<PagerDutyFacts>): Settled<PagerDutyFacts> => ({
      answer: { status: 202, body },
      accepted: true,
      reason: null,
      facts: { ...facts, ...more },
    });

    const settle = (): Settled<PagerDutyFacts> => {
      if (!isChange && asked.url.pathname !== '/v2/enqueue') return refused({ status: 404 }, 'no such route');
      if (asked.method !== 'POST') return refused({ status: 405, headers: { Allow: 'POST' } }, 'method not allowed');
      if (!isRecord(json)) return refused(invalidEvent(['JSON could not be parsed']), 'the body is not a JSON object');
      const keyFault = routingKeyFault(json.routing_key, routingKey);
      const parsed = (isChange ? changeSchema : eventSchema).safeParse(json, { reportInput: true });
      const shapeFaults = parsed.success
        ? []
        : errorsOf(parsed.error.issues.filter((issue) => issue.path[0] !== 'routing_key'));
      const faults = [...(keyFault ? [keyFault] : []), ...shapeFaults];
      if (faults.length > 0 || !parsed.success) return refused(invalidEvent(faults), faults.join('; '));

      while (recent[0] !== undefined && recent[0] <= asked.at - 60_000) recent.shift();
      if (recent.length >= perMinute) return refused(throttledEvent, `rate limit: more than ${perMinute} in a minute`);
      recent.push(asked.at);
      const event = parsed.data;
      if (!('event_action' in event)) {
        changes.push({ at: now(), summary: event.payload.summary, source: clip(event.payload.source ?? '', 255) });
        keepLast(changes, 100);
        return taken({ status: 'success', message: 'Change event processed', links: [] }, {});
      }
      const { key, facts: more } = take(event);
      return taken({ status: 'success', message: 'Event processed', dedup_key: key }, more);
    };
    return { facts, settle };
  };

  return {
    receive,
    incidents,
    changes: (): readonly Change[] => [...changes],
    clear() {
      incidents.clear();
      changes.length = 0;
      recent.length = 0;
    },
  };
};
export type PagerDuty = ReturnType<typeof createPagerDuty>;
