/** Where Prometheus and Alertmanager find our processes. */
import type { Fleet } from '../../collector/config/fleet.ts';

/** `host:port` for a client of a listener: one that listens everywhere is found on loopback. */
export const clientAddress = (listen: string): string => listen.replace(/^(0\.0\.0\.0|\*)(?=:)/, '127.0.0.1');

export const routerWebhook = (fleet: Fleet): string => `http://${clientAddress(fleet.router.listen)}/alertmanager`;

/** What the private listener of the router wants to see of whoever asks it; empty where it asks for nothing. */
export const routerHeaders = ({ router: { token } }: Fleet): Readonly<Record<string, string>> =>
  token?.value ? { authorization: `Bearer ${token.value.reveal()}` } : {};

/** The Events v2 address; a bare host gets its usual path. */
export const pagerdutyEvents = (url: string): string => {
  const parsed = new URL(url);
  if (parsed.pathname === '/') parsed.pathname = '/v2/enqueue';
  return parsed.href;
};

/** A Discord webhook, under the API of a stand-in when the fleet names one. */
export const discordWebhook = (webhook: string, api: string | undefined): string => {
  const path = /\/webhooks\/.*$/.exec(webhook)?.[0];
  return api && path ? `${api.replace(/\/+$/, '')}${path}` : webhook;
};
