/** PagerDuty's incidents by dedup key: what rings a phone and what does not. */
import { clip, keepLast } from './clip.ts';
import type { Trigger } from './pagerdutyEvent.ts';

const kept = 500;

export interface Incident {
  readonly number: number;
  readonly dedup_key: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
  readonly source: string;
  readonly component: string;
  readonly group: string;
  readonly class: string;
  /** `custom_details` as text, cut at 4,000 characters. */
  readonly details: string;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly client: string;
  readonly client_url: string;
  /** Trigger events that it swallowed, the first included. */
  readonly triggers: number;
  /** Unix milliseconds. */
  readonly openedAt: number;
  readonly acknowledgedAt: number | null;
  /** `person` on the page, `event` over the API. */
  readonly acknowledgedBy: 'person' | 'event' | null;
  readonly resolvedAt: number | null;
}

const detailsOf = (details: unknown): string => {
  if (details === undefined || details === null) return '';
  return clip(typeof details === 'string' ? details : (JSON.stringify(details, null, 2) ?? ''), 4000);
};

export const createIncidents = (now: () => number) => {
  const incidents: Incident[] = [];
  let opened = 0;
  let last = 0;

  const open = (key: string): Incident | undefined =>
    incidents.find((incident) => incident.dedup_key === key && incident.status !== 'resolved');
  const replace = (next: Incident): Incident => {
    incidents[incidents.findIndex((incident) => incident.number === next.number)] = next;
    return next;
  };

  return {
    all: (): readonly Incident[] => [...incidents],
    /** Notifications sent: one for each incident opened since the start or the last reset. */
    pages: () => opened,
    /** Opens an incident, or adds to the open one without ringing anybody. */
    trigger(key: string, event: Trigger): { incident: Incident; isNew: boolean } {
      const { payload } = event;
      const told = {
        summary: payload.summary,
        severity: payload.severity,
        source: clip(payload.source, 255),
        component: clip(payload.component ?? '', 255),
        group: clip(payload.group ?? '', 255),
        class: clip(payload.class ?? '', 255),
        details: detailsOf(payload.custom_details),
        links: (event.links ?? [])
          .slice(0, 10)
          .map(({ href, text }) => ({ href: clip(href, 2048), text: clip(text ?? '', 255) })),
        client: clip(event.client ?? '', 255),
        client_url: clip(event.client_url ?? '', 2048),
      };
      const known = open(key);
      if (known) return { incident: replace({ ...known, ...told, triggers: known.triggers + 1 }), isNew: false };
      opened += 1;
      last += 1;
      const incident: Incident = {
        number: last,
        dedup_key: key,
        status: 'triggered',
        ...told,
        triggers: 1,
        openedAt: now(),
        acknowledgedAt: null,
        acknowledgedBy: null,
        resolvedAt: null,
      };
      incidents.push(incident);
      keepLast(incidents, kept);
      return { incident, isNew: true };
    },
    /** Null when no open incident has this key. A second acknowledgement changes nothing. */
    acknowledge(key: string, by: 'person' | 'event'): Incident | null {
      const known = open(key);
      if (!known || known.status === 'acknowledged') return known ?? null;
      return replace({ ...known, status: 'acknowledged', acknowledgedAt: now(), acknowledgedBy: by });
    },
    resolve(key: string): Incident | null {
      const known = open(key);
      return known ? replace({ ...known, status: 'resolved', resolvedAt: now() }) : null;
    },
    clear() {
      incidents.length = 0;
      opened = 0;
    },
  };
};
export type Incidents = ReturnType<typeof createIncidents>;
