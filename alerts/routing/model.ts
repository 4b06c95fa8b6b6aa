/** Alertmanager's configuration as data: only the keys that we write. */

export interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}

interface HttpConfig {
  readonly http_config: {
    readonly follow_redirects: boolean;
    /** A bearer token; read again for each request. */
    readonly authorization?: { readonly credentials_file: string };
  };
}

/** Exactly one of the two: the file form needs Alertmanager 0.28, the inlined one works everywhere. */
type UrlOrFile<K extends string> = { readonly [P in K]: string } | { readonly [P in `${K}_file`]: string };

export type WebhookConfig = HttpConfig &
  UrlOrFile<'url'> & { readonly send_resolved: boolean; readonly max_alerts?: number };

export type DiscordConfig = HttpConfig &
  UrlOrFile<'webhook_url'> & {
    readonly send_resolved: boolean;
    readonly title: string;
    readonly message: string;
  };

export interface PagerdutyConfig extends HttpConfig {
  readonly routing_key_file: string;
  readonly url: string;
  readonly send_resolved: boolean;
  readonly severity: 'critical' | 'warning';
  readonly description: string;
  readonly class: string;
  readonly component: string;
  readonly group: string;
  readonly client: string;
  readonly client_url: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface Receiver {
  readonly name: string;
  readonly pagerduty_configs?: readonly PagerdutyConfig[];
  readonly discord_configs?: readonly DiscordConfig[];
  readonly webhook_configs?: readonly WebhookConfig[];
}

export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

export interface AlertmanagerConfig {
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly receivers: readonly Receiver[];
}
