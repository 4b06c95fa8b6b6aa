/**
 * Generates alertmanager.yml in two spellings of one model. The checked-in one names files for every secret; the
 * runtime one inlines what Alertmanager before 0.28 cannot read from a file, and is written 0600 outside git.
 */
import { join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { NamedSecret } from '../../collector/config/namedSecret.ts';
import { observing } from '../../collector/config/observing.ts';
import { generatedHeader } from '../rules/generatedHeader.ts';
import { discordWebhook, pagerdutyEvents, routerWebhook } from './addresses.ts';
import type { AlertmanagerConfig, DiscordConfig, PagerdutyConfig, Receiver, WebhookConfig } from './model.ts';
import { inhibitRules, type ReceiverName, routeTree } from './routes.ts';
import { nativeMessage, nativeTitle, pageDetails, pageLink, pageTitle } from './templates.ts';

/** `files`: secrets by path, relative to the generated file. `inline`: the values, for one machine. */
export type Spelling = 'files' | 'inline';

// The router and PagerDuty do not move; a redirect would hand a page to a stranger.
const http = { http_config: { follow_redirects: false } } as const;

/** A secret can be used when it is named in git, and at run time when its file is there. */
const usable = <T extends NamedSecret>(secret: T | undefined, spelling: Spelling): T | undefined =>
  spelling === 'files' || secret?.value !== undefined ? secret : undefined;

const fileOf = (fleet: Fleet, secret: NamedSecret, spelling: Spelling): string => {
  const file = resolve(fleet.home, secret.file);
  return spelling === 'inline' ? file : relative(join(fleet.home, 'generated', 'alertmanager'), file);
};

/** So many of the longest alerts stay below the megabyte that the router reads; it fetches the rest by itself. */
export const webhookAlerts = 300;

const router = (fleet: Fleet, spelling: Spelling, send_resolved = true): WebhookConfig => {
  const token = usable(fleet.router.token, spelling);
  const shown = token && { authorization: { credentials_file: fileOf(fleet, token, spelling) } };
  return {
    url: routerWebhook(fleet),
    send_resolved,
    max_alerts: webhookAlerts,
    http_config: { ...http.http_config, ...shown },
  };
};

/** None while observing: a trial week wakes nobody. */
const pagerduty = (
  fleet: Fleet,
  spelling: Spelling,
  severity: PagerdutyConfig['severity'],
): readonly PagerdutyConfig[] => {
  const settings = fleet.notify.pagerduty;
  const key = usable(settings?.routingKey, spelling);
  if (!settings || !key || observing(fleet)) return [];
  return [
    {
      routing_key_file: fileOf(fleet, key, spelling),
      url: pagerdutyEvents(settings.url),
      send_resolved: true,
      severity,
      description: pageTitle,
      // What does not page has no class; PagerDuty then gets the name of the alert.
      class: '{{ or .GroupLabels.page_class .CommonLabels.alertname }}',
      component: '{{ .GroupLabels.scope }}',
      group: '{{ .GroupLabels.region }}',
      client: 'headwatch',
      // Left out, Alertmanager would send its own address, which nobody can open from a phone.
      client_url: fleet.grafana ? pageLink : (fleet.router.publicUrl ?? ''),
      details: pageDetails,
      ...http,
    },
  ];
};

const deadman = (fleet: Fleet, spelling: Spelling): readonly WebhookConfig[] => {
  const url = usable(fleet.notify.deadman?.url, spelling);
  if (!url) return [];
  const where =
    spelling === 'inline' && url.value ? { url: url.value.reveal() } : { url_file: fileOf(fleet, url, spelling) };
  return [{ ...where, send_resolved: false, http_config: { follow_redirects: true } }];
};

const nativeDiscord = (fleet: Fleet, spelling: Spelling): readonly DiscordConfig[] => {
  const settings = fleet.notify.discord;
  const webhook = usable(settings?.operators, spelling);
  if (!settings || !webhook) return [];
  const where =
    spelling === 'inline' && webhook.value
      ? { webhook_url: discordWebhook(webhook.value.reveal(), settings.api) }
      : { webhook_url_file: fileOf(fleet, webhook, spelling) };
  const text = { title: nativeTitle, message: nativeMessage };
  return [{ ...where, send_resolved: true, ...text, ...http }];
};

/**
 * What the router cannot tell because it is the patient. PagerDuty gets it too, or a dead router and a dead webhook
 * together would be silence; as a `warning`, which a service with urgencies takes for a low one. It is no page: members
 * feel nothing, pages still go out by themselves, and the list of what pages stays closed.
 */
const native = (fleet: Fleet, spelling: Spelling): Receiver | undefined => {
  const discord = nativeDiscord(fleet, spelling);
  const pages = pagerduty(fleet, spelling, 'warning');
  if (discord.length + pages.length === 0) return undefined;
  return {
    name: 'native',
    ...(pages.length > 0 ? { pagerduty_configs: pages } : {}),
    ...(discord.length > 0 ? { discord_configs: discord } : {}),
  };
};

/** The same for every Alertmanager of the fleet: two of them agree on who speaks by gossip, not by configuration. */
export const alertmanagerConfig = (fleet: Fleet, spelling: Spelling): AlertmanagerConfig => {
  const routerless = native(fleet, spelling);
  const pages = pagerduty(fleet, spelling, 'critical');
  const receivers: readonly (Receiver & { readonly name: ReceiverName })[] = [
    { name: 'router', webhook_configs: [router(fleet, spelling)] },
    {
      name: 'page',
      ...(pages.length > 0 ? { pagerduty_configs: pages } : {}),
      webhook_configs: [router(fleet, spelling)],
    },
    { name: 'deadman', webhook_configs: [...deadman(fleet, spelling), router(fleet, spelling, false)] },
  ];
  return {
    route: routeTree(fleet, routerless !== undefined),
    inhibit_rules: inhibitRules(fleet),
    receivers: routerless ? [...receivers, routerless] : receivers,
  };
};

const headers: Readonly<Record<Spelling, string>> = {
  files: `${generatedHeader}# Secrets are files beside this tree. Alertmanager reads url_file and webhook_url_file since 0.28; an older one
# takes the copy that \`headwatch generate --runtime DIR\` writes, with those two values inlined.
`,
  inline: `${generatedHeader}# Holds secrets: mode 0600, outside git.\n`,
};

/** The text of alertmanager.yml. With `inline` it holds secrets: write it 0600 and never print it. */
export const alertmanagerFile = (fleet: Fleet, spelling: Spelling): string =>
  headers[spelling] + stringify(alertmanagerConfig(fleet, spelling), { lineWidth: 0, aliasDuplicateObjects: false });
