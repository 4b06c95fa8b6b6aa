/**
 * What the processes of a stack read: the fleet.yaml of its simulated fleet and its stand-ins, the secrets of these, and
 * the variables that name the edges.
 */
import { randomBytes } from 'node:crypto';
import { demoFleetYaml } from '../fleetFile.ts';
import type { SimUrls } from '../sim/types.ts';
import type { Standins } from '../standins/main.ts';
import type { Secrets } from './home.ts';
import type { StackOptions } from './options.ts';
import { loopback, loopbackUrl, type Ports } from './programs.ts';
import type { SidecarPlaces } from './sidecars.ts';
import { demoVantages, type StackVantage } from './vantages.ts';

/** What the stand-ins print of themselves, as far as a stack reads it. */
export type StackStandins = Pick<Standins, 'url' | 'discord' | 'pagerduty' | 'deadman' | 'cloudflare'>;

export interface StackParts {
  readonly sim: SimUrls;
  readonly standins: StackStandins;
  readonly ports: Ports;
  readonly places: SidecarPlaces;
  readonly vantages: readonly StackVantage[];
}

export const fleetYaml = ({ sim, standins, ports, places, vantages }: StackParts, options: StackOptions): string =>
  demoFleetYaml(sim, {
    collector: loopback(ports.collector),
    router: loopback(ports.router),
    public: loopback(ports.public),
    prometheus: loopbackUrl(ports.prometheus),
    alertmanager: loopbackUrl(ports.alertmanager),
    vantages: demoVantages(vantages, ports),
    ...(vantages.some(({ ships }) => ships) ? { writeUrl: `${loopbackUrl(ports.prometheus)}/api/v1/write` } : {}),
    // Members may subscribe: the simulated edge takes WebSockets at the same address.
    edges: { arb: { ws: '${ARB_EDGE_WS}' } },
    ...(options.monitor === undefined ? {} : { sidecars: places }),
    ...(options.objective === undefined ? {} : { objective: options.objective }),
    discordApi: standins.discord.api,
    wider: options.wider === true,
    members: options.members === true,
    bot: options.bot === true,
    pagerduty: standins.pagerduty.url,
    ...(options.cloudflare === true ? { cloudflare: standins.cloudflare.api } : {}),
  });

export const secretsOf = (standins: StackStandins, options: StackOptions): Secrets => ({
  discord_webhook: standins.discord.webhookUrl,
  pagerduty_key: standins.pagerduty.routingKey,
  cloudflare_token: standins.cloudflare.token,
  deadman_url: standins.deadman.url,
  deadman_router_url: standins.deadman.routerUrl,
  router_token: randomBytes(32).toString('base64url'),
  ...(options.members ? { discord_members_webhook: standins.discord.membersUrl } : {}),
  ...(options.bot ? { discord_bot: standins.discord.botToken } : {}),
});

/** A collector elsewhere asks the edges as they look from its region: each has its own variables. */
export const edgeEnv = (sim: SimUrls, region: string): NodeJS.ProcessEnv => {
  const first = (edge: Readonly<Record<string, string>>): string => edge[region] ?? Object.values(edge)[0] ?? '';
  const eth = first(sim.edges.eth);
  // One listener serves the RPC and the Beacon API of the simulated edge.
  const arb = first(sim.edges.arb);
  return { ARB_EDGE_RPC: arb, ARB_EDGE_WS: arb.replace(/^http/, 'ws'), ETH_EDGE_RPC: eth, ETH_EDGE_BEACON: eth };
};
