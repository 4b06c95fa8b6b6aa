/** Where an alert sends its reader. Derived from names, so a link cannot point to another alert's page. */
import { type DashboardName, dashboardUid } from '../../collector/catalogue/dashboards.ts';
import { panelId } from '../../collector/catalogue/panelId.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { AlertName } from './index.ts';

/** Where the runbook of an alert stands in the repository. */
export const runbookPath = (name: string): string => `docs/runbooks/${name}.md`;

/**
 * The runbook of an alert as the router's public listener serves it; its path in the repository while the fleet names
 * no public URL, because a dead link is worse than a path.
 */
export const runbookUrl = (name: string, fleet: Fleet): string =>
  fleet.router.publicUrl ? `${fleet.router.publicUrl.replace(/\/+$/, '')}/runbooks/${name}` : runbookPath(name);

/** A dashboard, and the key of the panel that shows what was measured; without one the page as a whole says most. */
interface Place {
  readonly to: DashboardName;
  readonly panel?: string;
}

const at = (to: DashboardName, panel: string): Place => ({ to, panel });

/** The alerts whose measurements one panel shows. */
const placeOf: Readonly<Record<string, Place>> = {
  EdgeDown: at('journey', 'edge by watcher'),
  InternalEdgeDown: at('journey', 'edge by watcher'),
  JourneyFailing: at('journey', 'journey state'),
  EdgeThrottled: at('journey', 'throttled'),
  EdgeOpen: at('journey', 'key refused'),
  MetricsAbsent: at('journey', 'seconds by watcher'),
  RedundancyGone: at('incidents', 'reserve'),
  BudgetFastBurn: at('sla', 'burn'),
  BudgetBurn: at('sla', 'burn'),
  BudgetSlowBurn: at('sla', 'burn'),
  BudgetCreep: at('sla', 'burn'),
  SlaBreached: at('sla', 'sla month'),
  UnknownSeconds: at('sla', 'sla rolling'),
  FeedSilent: at('arbitrum', 'feed heard'),
  FeedGaps: at('arbitrum', 'feed faults'),
  BatchPosterStopped: at('arbitrum', 'batch age'),
  FinalityLagging: at('ethereum', 'ethereum finality'),
  NodeFeedLost: at('node', 'nitro feed lag'),
  NodeL1PathBroken: at('node', 'l1 links'),
  NodeBlobPathBroken: at('node', 'l1 links'),
  NodeHashesDiffer: at('node', 'hash agreement'),
  NodeLogsDiffer: at('node', 'logs agreement'),
  SafeBlockReplaced: at('node', 'safe replaced'),
  ValidatorFailing: at('node', 'nitro reorganisations'),
  NodeCutsRanges: at('node', 'future ranges'),
  PairBroken: at('node', 'ethereum pairs'),
  BlobsMissing: at('node', 'ethereum blobs'),
  ReorgDeep: at('node', 'ethereum reorgs'),
  PeersFew: at('node', 'peers'),
  NodeRewound: at('node', 'life starts'),
  NodeRestarting: at('node', 'life starts'),
  SubscriptionSilent: at('node', 'life subscriptions'),
  UpgradeDue: at('node', 'life upgrades'),
  UpgradeDueInTwoDays: at('node', 'life upgrades'),
  UpgradeDueInTwoWeeks: at('node', 'life upgrades'),
  UpgradeDueSoon: at('node', 'life upgrades'),
  NodeClockSkewed: at('node', 'life clocks'),
  ClockSkewed: at('node', 'life clocks'),
  CertificateExpiring: at('node', 'life certificates'),
  PublicCertificateExpiring: at('node', 'life certificates'),
  SidecarSilent: at('node', 'lb check'),
  MonitorDead: at('monitor', 'ticks'),
  VantageSilent: at('monitor', 'ticks'),
  VantageBlind: at('monitor', 'blind'),
  RouterDown: at('monitor', 'scrapes'),
  DeliveriesFailing: at('incidents', 'outbox age'),
  PagingUnproven: at('incidents', 'paging proven'),
  Watchdog: at('incidents', 'watchdog'),
  OriginUnreachable: at('cloudflare', 'cf unreachable'),
  OriginErrors: at('cloudflare', 'cf origin 5xx'),
  PoolDown: at('cloudflare', 'cf pools'),
  PoolDegraded: at('cloudflare', 'cf pools'),
  FallbackActive: at('cloudflare', 'cf fallback over time'),
  FailoverFlapping: at('cloudflare', 'cf health changes'),
  RegionShift: at('cloudflare', 'cf geo'),
  EdgeLatency: at('cloudflare', 'cf edge latency'),
  OriginLatency: at('cloudflare', 'cf origin latency'),
  AttackSurge: at('cloudflare', 'cf security'),
  RateLimitSurge: at('cloudflare', 'cf 429'),
  AnalyticsStale: at('cloudflare', 'cf datasets'),
  AnalyticsDegraded: at('cloudflare', 'cf datasets'),
  TokenExpiry: at('cloudflare', 'cf token expiry'),
  TokenInvalid: at('cloudflare', 'cf token'),
  PostureDrift: at('cloudflare', 'cf drift'),
  OriginExposed: at('cloudflare', 'isolation origins'),
  IsolationUnverified: at('cloudflare', 'isolation age'),
  EdgeNotBehindCloudflare: at('cloudflare', 'edge behind'),
  TunnelDegraded: at('cloudflare', 'tunnel connections'),
  TreasuryUnreconciled: at('transparency', 'treasury unreconciled'),
  TreasuryRowMismatch: at('transparency', 'treasury rows'),
  TreasuryRunwayShort: at('transparency', 'treasury worth'),
  TreasuryPriceStale: at('transparency', 'treasury prices'),
  TreasuryValueUnknown: at('transparency', 'treasury worth'),
  TreasuryBooksFaulty: at('transparency', 'treasury books'),
  TreasuryUnchecked: at('transparency', 'treasury read'),
} satisfies Partial<Record<AlertName, Place>>;

/** Of the other alerts, by what their scope begins with. */
const placeOfScope: Readonly<Record<string, Place>> = {
  node: { to: 'node' },
  edge: { to: 'journey' },
  chain: at('incidents', 'chains'),
  host: at('node', 'hosts now'),
  heartbeat: at('node', 'heartbeats'),
  sla: { to: 'sla' },
  cloudflare: { to: 'cloudflare' },
  treasury: { to: 'transparency' },
  self: { to: 'monitor' },
};

/** What is about Cloudflare in a fleet that asks it nothing is shown among the monitor's own. */
const inFleet = (place: Place, fleet: Fleet): Place =>
  place.to === 'cloudflare' && fleet.cloudflare === undefined ? { ...place, to: 'monitor' } : place;

/** Pages on which a target can be chosen. */
const choosing: readonly DashboardName[] = ['node', 'journey'];

const urlOf = ({ to, panel }: Place, target: string | undefined, { grafana }: Fleet): string | undefined => {
  if (!grafana) return undefined;
  const query = [
    ...(target !== undefined && choosing.includes(to) ? [`var-target=${target}`] : []),
    ...(panel === undefined ? [] : [`viewPanel=${panelId(panel)}`]),
  ];
  return `${grafana.url.replace(/\/+$/, '')}/d/${dashboardUid(to)}${query.length > 0 ? `?${query.join('&')}` : ''}`;
};

/** The measurements of one node; undefined when the fleet names no Grafana. */
export const targetDashboard = (target: string, fleet: Fleet): string | undefined =>
  urlOf({ to: 'node' }, target, fleet);

/**
 * Where an alert's measurements are: the dashboard of its name or scope, with its target chosen and its panel opened.
 * Undefined when the fleet names no Grafana.
 * @param scope of the alert, by Prometheus' templates: the link has them too
 */
export const dashboardUrl = (name: string, scope: string, fleet: Fleet): string | undefined => {
  const place = placeOf[name] ?? placeOfScope[scope.split(':')[0] ?? ''] ?? { to: 'incidents' };
  const target = /\{\{ \$labels\.target \}\}/.exec(scope)?.[0];
  return urlOf(inFleet(place, fleet), target, fleet);
};
