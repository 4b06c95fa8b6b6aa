/**
 * Generates alertmanager.yml in two spellings of one model. The checked-in one names files for every secret; the
 * runtime one inlines what Alertmanager before 0.28 cannot read from a file, and is written 0600 outside git.
 */
import { join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Fleet, NamedSecret } from '../../collector/config/fleet.ts';
import { generatedHeader } from '../rules/render.ts';
import { discordWebhook, pagerdutyEvents, routerWebhook } from './addresses.ts';
import type { AlertmanagerConfig, PagerdutyConfig, Receiver, WebhookConfig } from './model.ts';
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

const router = (fleet: Fleet, send_resolved = true): WebhookConfig => ({
  url: routerWebhook(fleet),
  send_resolved,
  max_alerts: webhookAlerts,
  ...http,
});

const pagerduty = (fleet: Fleet, spelling: Spelling): readonly PagerdutyConfig[] => {
  const settings = fleet.notify.pagerduty;
  const key = usable(settings?.routingKey, spelling);
  if (!settings || !key) return [];
  return [
    {
      routing_key_file: fileOf(fleet, key, spelling),
      url: pagerdutyEvents(settings.url),
      send_resolved: true,
      severity: 'critical',
      description: pageTitle,
      class: '{{ .GroupLabels.page_class }}',
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

const native = (fleet: Fleet, spelling: Spelling): Receiver | undefined => {
  const settings = fleet.notify.discord;
  const webhook = usable(settings?.operators, spelling);
  if (!settings || !webhook) return undefined;
  const where =
    spelling === 'inline' && webhook.value
      ? { webhook_url: discordWebhook(webhook.value.reveal(), settings.api) }
      : { webhook_url_file: fileOf(fleet, webhook, spelling) };
  const text = { title: nativeTitle, message: nativeMessage };
  return { name: 'native', discord_configs: [{ ...where, send_resolved: true, ...text, ...http }] };
};

export const alertmanagerConfig = (fleet: Fleet, spelling: Spelling): AlertmanagerConfig => {
  const ownDiscord = native(fleet, spelling);
  const pages = pagerduty(fleet, spelling);
  const receivers: readonly (Receiver & { readonly name: ReceiverName })[] = [
    { name: 'router', webhook_configs: [router(fleet)] },
    {
      name: 'page',
      ...(pages.length > 0 ? { pagerduty_configs: pages } : {}),
      webhook_configs: [router(fleet)],
    },
    { name: 'deadman', webhook_configs: [...deadman(fleet, spelling), router(fleet, false)] },
  ];
  return {
    route: routeTree(fleet, ownDiscord !== undefined),
    inhibit_rules: inhibitRules(fleet),
    receivers: ownDiscord ? [...receivers, ownDiscord] : receivers,
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
