/** What the token must be allowed, as Cloudflare's dashboard calls it, so that a refusal can say what is missing. */
import type { CloudflareDataset, CloudflareResource } from '../../collector/catalogue/cloudflareLabels.ts';

const analytics = 'Zone > Analytics: Read';
const balancing = 'Zone > Load Balancers: Read';
const pools = 'Account > Load Balancing: Monitors and Pools: Read';

/** Posture is read by three of them, each of which may be missing alone. */
export const posturePermissions = {
  settings: 'Zone > Zone Settings: Read',
  rules: 'Zone > Zone WAF: Read',
  bots: 'Zone > Bot Management: Read',
} as const;

export const permissions: Readonly<Record<CloudflareDataset | CloudflareResource, string>> = {
  edge: analytics,
  colo: analytics,
  country: analytics,
  origin: analytics,
  latency: analytics,
  security: analytics,
  load_balancing: analytics,
  health_checks: analytics,
  token: 'a token that is active',
  zones: 'Zone > Zone: Read',
  load_balancers: balancing,
  monitors: pools,
  pools,
  pool_health: pools,
  events: pools,
  posture: Object.values(posturePermissions).join(', '),
};
