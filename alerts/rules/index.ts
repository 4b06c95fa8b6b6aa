/** The registry of alerts. Names, rules, routes, runbooks and test matrices derive from it; there is no second list. */
import type { Fleet } from '../../collector/config/fleet.ts';
import {
  BudgetBurn,
  BudgetCreep,
  BudgetFastBurn,
  BudgetSlowBurn,
  MetricsAbsent,
  SlaBreached,
  UnknownSeconds,
} from './budget.ts';
import { ChainHalted, ChainUnverifiable } from './chain.ts';
import { FailoverFlapping, FallbackActive, PoolDegraded, PoolDown } from './cloudflarePools.ts';
import { AnalyticsDegraded, AnalyticsStale, PostureDrift, TokenExpiry, TokenInvalid } from './cloudflareSelf.ts';
import {
  AttackSurge,
  EdgeLatency,
  OriginErrors,
  OriginLatency,
  OriginUnreachable,
  RateLimitSurge,
  RegionShift,
} from './cloudflareTraffic.ts';
import { NodeCutsRanges, NodeHashesDiffer, NodeLogsDiffer, SafeBlockReplaced, TagsOutOfOrder } from './consistency.ts';
import { type AlertDef, type AnyAlert, enabledIn, type PageDef, type PageName } from './define.ts';
import { EdgeDown, InternalEdgeDown, JourneyFailing, RedundancyGone } from './edge.ts';
import { EdgeOpen, EdgeThrottled } from './edgePromises.ts';
import {
  BlobsMissing,
  ConsensusOptimistic,
  ExecutionOffline,
  FinalityLagging,
  NodeFinalityLagging,
  PairBroken,
  PeersFew,
  ReorgDeep,
} from './ethereum.ts';
import { FeedGaps, FeedSilent, NodeFeedGap, NodeFeedLost } from './feed.ts';
import { BackupShrunk, BackupStale } from './heartbeat.ts';
import { HostClockOff, HostCpuBusy, HostDiskFilling, HostDown, HostMemoryShort, HostRestarted } from './host.ts';
import { EdgeNotBehindCloudflare, IsolationUnverified, OriginExposed, TunnelDegraded } from './isolation.ts';
import { BatchPosterStopped, NodeBlobPathBroken, NodeL1PathBroken } from './l1Link.ts';
import {
  CertificateExpiring,
  ClockSkewed,
  NodeClockSkewed,
  NodeRestarting,
  NodeRewound,
  PublicCertificateExpiring,
  SubscriptionSilent,
} from './life.ts';
import {
  NodeBatchesBehind,
  NodeExecutionBehind,
  NodeMetricsGone,
  NodeTagsFrozen,
  NodeThrottling,
  PublisherUnhealthy,
  ValidatorFailing,
} from './nitro.ts';
import {
  NodeDiverged,
  NodeLagging,
  NodeStalled,
  NodeSyncing,
  NodesUnseen,
  NodeUnreachable,
  NodeWrongChain,
} from './node.ts';
import {
  DeliveriesFailing,
  MonitorDead,
  PagingUnproven,
  RouterDown,
  VantageBlind,
  VantageSilent,
  Watchdog,
} from './self.ts';
import { SidecarSilent } from './sidecar.ts';
import {
  TreasuryBooksFaulty,
  TreasuryPriceStale,
  TreasuryRowMismatch,
  TreasuryRunwayShort,
  TreasuryUnchecked,
  TreasuryUnreconciled,
  TreasuryValueUnknown,
} from './treasury.ts';
import { UpgradeDue, UpgradeDueInTwoDays, UpgradeDueInTwoWeeks, UpgradeDueSoon } from './upgrades.ts';

/** Each alert under its own name, and every page that may page. */
type Registry<T> = { readonly [K in keyof T & string]: K extends PageName ? PageDef<K> : AlertDef<K> };
const registry = <const T extends Registry<T> & { readonly [K in PageName]: PageDef<K> }>(alerts: T): T => alerts;

export const alerts = registry({
  EdgeDown,
  JourneyFailing,
  BudgetFastBurn,
  SlaBreached,
  RedundancyGone,
  MonitorDead,
  ChainHalted,
  ChainUnverifiable,
  InternalEdgeDown,
  EdgeThrottled,
  EdgeOpen,
  MetricsAbsent,
  UnknownSeconds,
  BudgetBurn,
  BudgetSlowBurn,
  BudgetCreep,
  NodeUnreachable,
  NodeWrongChain,
  NodeDiverged,
  NodeStalled,
  NodeSyncing,
  NodeLagging,
  NodesUnseen,
  NodeFeedLost,
  NodeFeedGap,
  NodeBatchesBehind,
  NodeExecutionBehind,
  NodeThrottling,
  PublisherUnhealthy,
  NodeTagsFrozen,
  FeedSilent,
  FeedGaps,
  ValidatorFailing,
  NodeMetricsGone,
  ExecutionOffline,
  ConsensusOptimistic,
  PairBroken,
  FinalityLagging,
  NodeFinalityLagging,
  BlobsMissing,
  PeersFew,
  ReorgDeep,
  NodeHashesDiffer,
  SafeBlockReplaced,
  NodeLogsDiffer,
  TagsOutOfOrder,
  NodeCutsRanges,
  NodeL1PathBroken,
  NodeBlobPathBroken,
  BatchPosterStopped,
  HostDown,
  HostDiskFilling,
  HostMemoryShort,
  HostClockOff,
  HostCpuBusy,
  HostRestarted,
  BackupStale,
  BackupShrunk,
  NodeRewound,
  NodeRestarting,
  SubscriptionSilent,
  UpgradeDueInTwoDays,
  UpgradeDue,
  UpgradeDueInTwoWeeks,
  UpgradeDueSoon,
  NodeClockSkewed,
  CertificateExpiring,
  PublicCertificateExpiring,
  ClockSkewed,
  SidecarSilent,
  OriginUnreachable,
  OriginErrors,
  PoolDown,
  PoolDegraded,
  FallbackActive,
  FailoverFlapping,
  RegionShift,
  EdgeLatency,
  OriginLatency,
  AttackSurge,
  RateLimitSurge,
  AnalyticsStale,
  AnalyticsDegraded,
  TokenExpiry,
  TokenInvalid,
  PostureDrift,
  OriginExposed,
  IsolationUnverified,
  EdgeNotBehindCloudflare,
  TunnelDegraded,
  TreasuryUnreconciled,
  TreasuryRowMismatch,
  TreasuryRunwayShort,
  TreasuryPriceStale,
  TreasuryValueUnknown,
  TreasuryBooksFaulty,
  TreasuryUnchecked,
  VantageSilent,
  VantageBlind,
  RouterDown,
  DeliveriesFailing,
  PagingUnproven,
  Watchdog,
});

export type AlertName = keyof typeof alerts;
// Object.keys widens to string; the registry is a literal, so its keys are exactly AlertName.
export const alertNames = Object.keys(alerts) as readonly AlertName[];

/** The alerts that can fire in this fleet: one about edges is left out where there are none. */
export const alertsOf = (fleet: Fleet): readonly AnyAlert[] =>
  Object.values<AnyAlert>(alerts).filter((alert) => enabledIn(alert, fleet));
