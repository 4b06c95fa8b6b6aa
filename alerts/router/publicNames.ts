/**
 * What members may read: aliases, regions, chains and closed words. A name of fleet.yaml never appears.
 */
import type { EdgeFault, EdgeState, NodeVerdict } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { AlertName } from '../rules/index.ts';
import type { silentName } from './watchdog.ts';

export const edgeAlias = (fleet: Fleet, name: string): string =>
  fleet.edges.find((edge) => edge.name === name)?.alias ?? 'An endpoint';

export const nodeAlias = (fleet: Fleet, name: string): string =>
  fleet.nodes.find((node) => node.name === name)?.alias ?? 'A node';

const otherTitle = 'something needs attention';

/** Titles of incidents for members, by the alert that leads them; a user's own rules say no more than the last line. */
const titles: Readonly<Record<AlertName | typeof silentName, string>> = {
  EdgeDown: 'no fresh blocks',
  JourneyFailing: 'fresh blocks, but some calls fail',
  BudgetFastBurn: 'outages again and again',
  SlaBreached: 'the promise of this month is broken',
  InternalEdgeDown: 'an internal endpoint fails',
  RedundancyGone: 'running without a spare node',
  EdgeThrottled: 'requests are refused for their rate',
  // Strangers read this page too.
  EdgeOpen: otherTitle,
  MetricsAbsent: 'not measured right now',
  UnknownSeconds: 'part of the last day was not measured',
  BudgetBurn: 'more outages than planned for',
  BudgetSlowBurn: 'more outages than planned for',
  BudgetCreep: 'a little more downtime than planned for',
  NodeUnreachable: 'a node does not answer',
  NodeStalled: 'a node has stopped at an old block',
  NodeLagging: 'a node is behind',
  NodeSyncing: 'a node is catching up',
  NodeDiverged: 'a node has other blocks than everyone else',
  NodeWrongChain: 'a node is on the wrong chain',
  NodesUnseen: 'our nodes cannot be checked right now',
  NodeHashesDiffer: 'a node has other blocks than everyone else',
  SafeBlockReplaced: 'a safe block was taken back',
  NodeLogsDiffer: 'a node has other events than everyone else',
  TagsOutOfOrder: 'a node is wrong about what is final',
  NodeCutsRanges: 'a node answers for blocks that do not exist yet',
  NodeFeedLost: 'a node is slow to hear of new blocks',
  NodeFeedGap: 'a node waits for new blocks',
  NodeBatchesBehind: 'a node does not see all of Ethereum',
  NodeExecutionBehind: 'a node is overloaded',
  NodeThrottling: 'a node is overloaded',
  PublisherUnhealthy: 'a node cannot send transactions on',
  NodeTagsFrozen: 'nothing becomes final on a node',
  FeedSilent: 'a source of new blocks is silent',
  FeedGaps: 'a source of new blocks has gaps',
  ValidatorFailing: 'a node does not agree with the chain',
  NodeMetricsGone: otherTitle,
  NodeL1PathBroken: 'a node does not see Ethereum',
  NodeBlobPathBroken: 'a node does not see all of Ethereum',
  ExecutionOffline: 'an Ethereum node is cut off',
  ConsensusOptimistic: 'an Ethereum node is not sure of the chain',
  PairBroken: 'an Ethereum node is cut off',
  FinalityLagging: 'Ethereum does not finalize; not us',
  NodeFinalityLagging: 'an Ethereum node does not finalize',
  BlobsMissing: 'a node does not hold all of Ethereum',
  PeersFew: 'a node has few peers',
  ReorgDeep: 'blocks of Ethereum were taken back',
  UpgradeDue: 'a node is due for an upgrade',
  UpgradeDueInTwoDays: 'a node is due for an upgrade',
  UpgradeDueInTwoWeeks: 'a node is due for an upgrade',
  UpgradeDueSoon: 'a node is due for an upgrade',
  NodeClockSkewed: 'the clock of a node is off',
  CertificateExpiring: otherTitle,
  PublicCertificateExpiring: otherTitle,
  ClockSkewed: otherTitle,
  NodeRestarting: 'a node is started again and again',
  NodeRewound: 'a node has to catch up',
  SubscriptionSilent: 'a node does not announce new blocks',
  BatchPosterStopped: 'the chain posts no batches; not us',
  ChainHalted: 'the chain itself stands still',
  ChainUnverifiable: 'the chain cannot be verified right now',
  // Machines and jobs are the operators' own.
  HostDown: otherTitle,
  HostDiskFilling: otherTitle,
  HostMemoryShort: otherTitle,
  HostClockOff: otherTitle,
  HostCpuBusy: otherTitle,
  HostRestarted: otherTitle,
  BackupStale: otherTitle,
  BackupShrunk: otherTitle,
  OriginUnreachable: 'some requests do not reach our nodes',
  OriginErrors: 'some requests are answered with an error',
  PoolDown: 'one place is out; another one serves its region',
  PoolDegraded: 'running with fewer nodes in one place',
  FallbackActive: 'running on the last reserve',
  FailoverFlapping: 'traffic moves between places again and again',
  RegionShift: 'a region is served from further away',
  EdgeLatency: 'answers are slower than usual',
  OriginLatency: 'answers are slower than usual',
  AttackSurge: 'an attack is held off',
  RateLimitSurge: 'requests are refused for their rate',
  AnalyticsStale: 'traffic is not measured right now',
  // How it is set up, and where it is open, is the operators' own.
  AnalyticsDegraded: otherTitle,
  TokenExpiry: otherTitle,
  TokenInvalid: otherTitle,
  PostureDrift: otherTitle,
  OriginExposed: otherTitle,
  IsolationUnverified: otherTitle,
  EdgeNotBehindCloudflare: otherTitle,
  TunnelDegraded: otherTitle,
  // The figures are public, with what is not known of them; who forgot a row is the operators' own.
  TreasuryUnreconciled: otherTitle,
  TreasuryRowMismatch: otherTitle,
  TreasuryRunwayShort: otherTitle,
  TreasuryPriceStale: otherTitle,
  TreasuryValueUnknown: otherTitle,
  TreasuryBooksFaulty: otherTitle,
  TreasuryUnchecked: otherTitle,
  MonitorDead: 'monitoring is interrupted',
  SidecarSilent: 'a node is not checked right now',
  VantageSilent: 'monitoring from this region is interrupted',
  VantageBlind: 'monitoring from this region is interrupted',
  RouterDown: 'alerting is interrupted',
  DeliveriesFailing: 'alerting is delayed',
  PagingUnproven: otherTitle,
  Watchdog: 'alerting works',
  AlertingSilent: 'alerting is interrupted',
};

export const incidentTitle = (fleet: Fleet, scope: string, headline: string): string => {
  const name = scope.slice(scope.indexOf(':') + 1);
  const what = Object.entries(titles).find(([alert]) => alert === headline)?.[1] ?? otherTitle;
  if (scope.startsWith('edge:')) return `${edgeAlias(fleet, name)}: ${what}`;
  if (scope.startsWith('node:')) return `${nodeAlias(fleet, name)}: ${what}`;
  if (scope.startsWith('chain:') && name in fleet.chains) return `${name}: ${what}`;
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
};

/** A region is public when fleet.yaml serves or watches from it; anything else an alert may carry is not. */
export const publicRegion = (fleet: Fleet, region: string): string => {
  const known = [
    fleet.vantage,
    ...fleet.vantages.map((vantage) => vantage.region),
    ...fleet.edges.flatMap((edge) => Object.keys(edge.regions)),
    ...fleet.nodes.map((node) => node.region),
  ];
  return known.includes(region) ? region : 'all';
};

export const edgeWords: Readonly<Record<EdgeState, string>> = {
  good: 'answers with fresh blocks',
  bad: 'does not serve members',
  halted: 'answers, but the chain itself stands still',
  unknown: 'not known right now',
};

/** A bad second in more words, where it is known what was wrong with it. */
export const faultWords: Readonly<Record<EdgeFault, string>> = {
  no_http: 'does not answer',
  bad_answer: 'answers, but nothing that can be used',
  stale: 'answers with old blocks',
  journey: 'answers with fresh blocks, but fails at other things that members ask',
};

export const verdictWords: Readonly<Record<NodeVerdict, string>> = {
  ok: 'up to date',
  lagging: 'behind the chain',
  stalled: 'stopped at an old block',
  syncing: 'catching up',
  unreachable: 'does not answer',
  wrong_chain: 'on the wrong chain',
  diverged: 'has other blocks than everyone else',
  unknown: 'not known right now',
};
