/** What the router keeps: incidents, their alerts, and what is owed to the sinks. Times are Unix seconds. */
import type { Cause } from '../../collector/catalogue/labels.ts';

export const severities = ['page', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** `unknown`: nobody can say whether it still lasts, because Alertmanager or Prometheus cannot be asked. */
export type IncidentState = 'firing' | 'resolved' | 'unknown';

/** `unverified`: said or seen to be over, but not by anyone who could know. */
export type AlertStatus = 'firing' | 'unverified' | 'resolved';

export interface CauseEntry {
  readonly cause: Cause;
  readonly detail: string;
  readonly at: number;
}

export interface Incident {
  /** `2026-11-22-1`: day (UTC) of opening and a number within it. */
  readonly id: string;
  readonly scope: string;
  readonly region: string;
  readonly state: IncidentState;
  /** Worst of what fires now; of what fired last once nothing does. */
  readonly severity: Severity;
  /** Worst of its whole life. */
  readonly peak: Severity;
  /** Name of the worst alert now, `EdgeDown`. */
  readonly headline: string;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
  readonly ackedAt: number | null;
  readonly ackedBy: string | null;
  /** Where the card is, once Discord accepted it: `MESSAGE` of the webhook, `CHANNEL/MESSAGE` of the bot. */
  readonly messageId: string | null;
  readonly sentAt: number | null;
  /** What the last accepted card said, without what changes every second. */
  readonly sentMaterial: string | null;
  /** A card that waits for inhibition to settle after an Alertmanager start. */
  readonly heldUntil: number | null;
  readonly reopened: number;
  /** How often, while it was open, a page came to it that what paged before did not cover. */
  readonly newPages: number;
  readonly causes: readonly CauseEntry[];
}

export interface StoredAlert {
  readonly incidentId: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly severity: Severity;
  readonly pageClass: string | null;
  /** `router` for what the router itself raises: nobody else can confirm or resolve it. */
  readonly origin: 'alertmanager' | 'router';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly groupKey: string | null;
  readonly status: AlertStatus;
  readonly startsAt: number;
  readonly endsAt: number | null;
  /** When anyone who can know last confirmed it, or when its status last changed. */
  readonly seenAt: number;
}

/** An alert as it comes in: from a webhook, from a poll of Alertmanager, or from the router itself. */
export interface IncomingAlert {
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly groupKey: string | null;
  readonly startsAt: number;
  readonly endsAt: number | null;
  readonly origin: 'alertmanager' | 'router';
}

/** What can happen in the life of an incident; the thread, the export and the digest are made of these. */
export const timelineKinds = [
  'opened',
  'escalated',
  'eased',
  'alert_fired',
  'alert_cleared',
  'cause',
  'posted',
  'acknowledged',
  'silenced',
  'page_due',
  'page_sent',
  'page_acknowledged',
  'page_resolved',
  'unverified',
  'reopened',
  'resolved',
  'note',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TimelineEntry {
  readonly at: number;
  readonly kind: TimelineKind;
  /** One line for people, without secrets. */
  readonly text: string;
  /** Who did it, where a person did. */
  readonly by: string | null;
}

/** Messages beside the operators' card, each edited through its own life; a thread's id stands for its message. */
export const postKinds = ['members', 'thread', 'ping'] as const;
export type PostKind = (typeof postKinds)[number];

export interface Post {
  readonly incidentId: string;
  readonly kind: PostKind;
  readonly messageId: string;
  readonly sentAt: number;
  /** What it last said, so that nothing is edited that would not change. */
  readonly material: string;
}

/** One silence in an Alertmanager: it covers one alert of the incident and nothing else. */
export interface SilencePart {
  /** Labels of that alert, as matched. */
  readonly labels: Readonly<Record<string, string>>;
  readonly url: string;
  readonly id: string;
  /** When that Alertmanager ends it by itself; absent in what an earlier version wrote. */
  readonly lapsesAt?: number;
  /** To be ended there: that Alertmanager was away when it was asked to. */
  readonly over?: boolean;
}

/** What a person silenced of an incident. */
export interface Silence {
  readonly incidentId: string;
  readonly by: string;
  /** Null: as long as the incident lasts. */
  readonly until: number | null;
  /** When the last of its parts ends by itself; renewed while `until` is null. */
  readonly lapsesAt: number;
  readonly parts: readonly SilencePart[];
}

/** How an incident stands, with its alerts. */
export interface Standing {
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
}

export const severityOf = (labels: Readonly<Record<string, string>>): Severity =>
  severities.find((severity) => severity === labels.severity) ?? 'warning';

export const worst = (list: readonly Severity[]): Severity | undefined =>
  severities.find((severity) => list.includes(severity));
