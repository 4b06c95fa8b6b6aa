/** `notify:` after loading: whom we tell, by what way, and when. */
import type { notifyModes } from './choices.ts';
import type { NamedSecret } from './namedSecret.ts';

/** Ids of the roles that may do it by button or command. Absent: anyone may acknowledge, nobody may do the others. */
export interface DiscordRoles {
  readonly acknowledge?: readonly string[] | undefined;
  readonly silence?: readonly string[] | undefined;
  readonly maintenance?: readonly string[] | undefined;
}

/** When digests come, and which: `at` is a time of day, `07:00`, in `timezone`. */
export interface DigestTimes {
  readonly at: string;
  readonly timezone: string;
  readonly daily: boolean;
  readonly weekly: boolean;
}

export interface FleetNotify {
  /** Absent: live. Ask `observing(fleet)`. */
  readonly mode?: (typeof notifyModes)[number];
  /** Absent: every one, at 07:00 UTC. */
  readonly digests?: DigestTimes | undefined;
  readonly discord:
    | {
        readonly operators: NamedSecret;
        readonly members: NamedSecret | undefined;
        readonly botToken: NamedSecret | undefined;
        /** Base URL of the Discord API; only stand-ins set it. */
        readonly api: string | undefined;
        readonly mentionRole: string | undefined;
        /** Where the bot posts and listens; by default the channel of the webhook. */
        readonly channel?: string | undefined;
        readonly roles?: DiscordRoles | undefined;
      }
    | undefined;
  readonly pagerduty:
    | {
        readonly routingKey: NamedSecret;
        readonly url: string;
        /** Where people see the service's incidents; for links only. */
        readonly serviceUrl?: string | undefined;
      }
    | undefined;
  readonly deadman:
    | {
        /** Beaten by Alertmanager. */
        readonly url: NamedSecret;
        /** Beaten by the router itself. */
        readonly routerUrl?: NamedSecret | undefined;
      }
    | undefined;
}
