/** What the stand-ins keep and tell. The drill counts from `Entry` alone; everything here is plain JSON. */

export const sinks = ['discord', 'pagerduty', 'deadman'] as const;
export type Sink = (typeof sinks)[number];

/**
 * How a sink behaves: `ok` as the real one; `down` resets the connection; `429` throttles; `5xx` answers 503; `hang`
 * reads the request and never answers; `lost` takes it, and resets the connection in place of its answer.
 */
export const modes = ['ok', 'down', '429', '5xx', 'hang', 'lost'] as const;
export type Mode = (typeof modes)[number];

export interface SinkMode {
  readonly mode: Mode;
  /** Seconds told in a 429. */
  readonly retryAfter: number;
}

/** What of a bot Discord refuses, on demand. */
export const botFaults = ['token', 'gateway', 'post', 'threads', 'commands'] as const;
export type BotFault = (typeof botFaults)[number];

export interface DiscordFacts {
  /** `thread` opens one, `answer` answers a person who pressed or typed, `commands` and `gateway` are the bot's start. */
  readonly action: 'create' | 'edit' | 'delete' | 'get' | 'thread' | 'answer' | 'commands' | 'gateway' | 'other';
  /** `members`: the webhook of the members' channel; the others are in the operators'. */
  readonly by: 'webhook' | 'bot' | 'members';
  /** Of a create: only once the message was accepted. */
  readonly messageId: string | null;
  readonly threadId: string | null;
  readonly content: string;
  /** Of the first embed; empty when there is none. */
  readonly title: string;
  readonly description: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly footer: string;
  readonly color: number | null;
  readonly embeds: number;
  /** Buttons that a reader would see; a plain webhook shows link buttons only, and only with `with_components=true`. */
  readonly buttons: readonly { readonly label: string; readonly url: string }[];
  /** Buttons and menus that the reader can use. */
  readonly controls: readonly { readonly label: string; readonly customId: string }[];
  /** Who would hear it: `everyone`, `here`, `role:ID`, `user:ID`. An edit rings nobody. */
  readonly pings: readonly string[];
}

export interface PagerDutyFacts {
  readonly action: 'trigger' | 'acknowledge' | 'resolve' | 'change' | 'other';
  readonly dedup_key: string | null;
  readonly summary: string;
  readonly severity: string;
  readonly source: string;
  readonly component: string;
  readonly group: string;
  readonly class: string;
  /** This event opened an incident, so a phone rang: one page. */
  readonly newIncident: boolean;
  /** Number of the incident that it touched; null when an acknowledge or resolve met none and was dropped. */
  readonly incident: number | null;
}

export interface DeadmanFacts {
  /** Who beats there: the pipeline up to Alertmanager, or the router. */
  readonly of: 'pipeline' | 'router';
  /** Beats so far, this one included. */
  readonly beat: number;
}

interface EntryBase {
  /** Counts from 1 and never repeats, not even after a reset. */
  readonly seq: number;
  /** When the request arrived, Unix milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Path and query with tokens taken out. */
  readonly path: string;
  /** Status answered; null when none was (reset, hang, client gone). */
  readonly status: number | null;
  /** True when the sink took it as the real one would have. */
  readonly accepted: boolean;
  /** Why it was not accepted, in words; null when it was. */
  readonly reason: string | null;
}

export type Entry =
  | (EntryBase & { readonly sink: 'discord'; readonly facts: DiscordFacts | null })
  | (EntryBase & { readonly sink: 'pagerduty'; readonly facts: PagerDutyFacts | null })
  | (EntryBase & { readonly sink: 'deadman'; readonly facts: DeadmanFacts | null });

export type Facts = Entry['facts'];

/** A request as a sink sees it. */
export interface Asked {
  readonly at: number;
  readonly method: string;
  readonly url: URL;
  readonly contentType: string;
  readonly authorization: string;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is a string. */
  readonly body?: unknown;
}

export interface Settled<F> {
  readonly answer: Answer;
  readonly accepted: boolean;
  readonly reason: string | null;
  readonly facts: F;
}

/** Reading has no effect; `settle` judges the request and changes what the sink keeps. */
export interface Received<F> {
  readonly facts: F;
  settle(): Settled<F>;
}

export interface StandinsOptions {
  /** Address to bind; 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** What others call this process, when that is not its address (containers). No slash at the end. */
  readonly baseUrl?: string;
  /** 17 to 19 digits. */
  readonly webhookId?: string;
  readonly webhookToken?: string;
  readonly botToken?: string;
  /** 32 letters and digits. */
  readonly routingKey?: string;
  readonly deadmanId?: string;
  readonly cloudflareToken?: string;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

export interface Standins {
  /** The page. */
  readonly url: string;
  readonly discord: {
    /** For discord.js as `rest.api`. */
    readonly api: string;
    readonly webhookUrl: string;
    readonly webhookId: string;
    readonly webhookToken: string;
    /** Of the members' channel. */
    readonly membersUrl: string;
    /** Of an application whose bot is a member of the webhook's guild. */
    readonly botToken: string;
    readonly channelId: string;
    readonly guildId: string;
    readonly applicationId: string;
  };
  readonly pagerduty: { readonly url: string; readonly changeUrl: string; readonly routingKey: string };
  readonly deadman: { readonly url: string; readonly routerUrl: string };
  readonly cloudflare: {
    /** For `cloudflare.api` of fleet.yaml. */
    readonly api: string;
    readonly token: string;
    /** Base URL of its switches. */
    readonly control: string;
  };
  log(): readonly Entry[];
  /** Closes the listener and every open connection, hung ones included. */
  stop(): Promise<void>;
}
