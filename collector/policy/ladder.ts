/**
 * The ladder: the one place where a threshold is written. The collector judges by it, rules and dashboards are
 * generated from it, docs/policy.md prints it, and fleet.yaml may override any rung per chain under `policy:`.
 * All values are seconds.
 */
import { z } from 'zod';
import type { Chain, knownChains } from './chains.ts';
import { durationSchema } from './duration.ts';

export interface Ladder {
  /** Deadline of one light question; a hang counts as a miss from its send second. */
  readonly deadline: number;
  /** A node that has not answered well for this long is `unreachable`. */
  readonly unreachable: number;
  /** A node this far behind the corroborated head is `lagging`; its load-balancer check may say 503. */
  readonly lagging: number;
  /** A node alone with its block hash against two that agree, for this long without a break, is `diverged`. */
  readonly diverged: number;
  /** A node whose head has not moved for this long while the chain went on is `stalled`. */
  readonly stalled: number;
  /** An edge head this far behind makes the second bad. */
  readonly stale: number;
  /** Nodes and at least two independent references all this old: the chain is `halted`, not any node. */
  readonly halted: number;
  /** A bad verdict is left only after this long without evidence for it. */
  readonly recovered: number;
  /** Bad seconds within `pageWindow` that page. */
  readonly pageBad: number;
  readonly pageWindow: number;
  /** A drained node is re-admitted after this long clean. */
  readonly readmit: number;
}

const arbitrumLadder: Ladder = {
  deadline: 2,
  // A tunnel that reconnects is away for six seconds; a page or a card for that would be noise.
  unreachable: 10,
  lagging: 15,
  diverged: 5,
  stalled: 30,
  stale: 30,
  halted: 30,
  recovered: 5,
  pageBad: 20,
  pageWindow: 60,
  readmit: 120,
};

/** Twelve-second slots: one late block is no evidence, a missed slot is routine, three in a row are rare;
 * a fork at the head is settled within a slot or two. */
const ethereumLadder: Ladder = { ...arbitrumLadder, lagging: 30, diverged: 36, stalled: 60, stale: 60, halted: 72 };

const known: Readonly<Record<keyof typeof knownChains, Ladder>> = {
  'arbitrum-one': arbitrumLadder,
  'arbitrum-nova': arbitrumLadder,
  'arbitrum-sepolia': arbitrumLadder,
  ethereum: ethereumLadder,
  sepolia: ethereumLadder,
};

/**
 * Blocks of a second or more may lose a fork at the head, as routine. Whoever did is cleared only in a tick in which a
 * reference is asked and both have one height: one such tick may miss, and the next one is still before this rung.
 */
export const forkSettled = (blockTime: number): number =>
  blockTime < 1 ? 0 : Math.ceil(Math.max(3 * blockTime, 2 * limits.referenceEvery + 1));

/** The shipped ladder of a chain; one that is not known by name gets its rungs from its block time. */
export const defaultLadder = ({ name, blockTime }: Chain): Ladder => {
  const byName = Object.entries(known).find(([each]) => each === name)?.[1];
  if (byName) return byName;
  const base = blockTime >= 6 ? ethereumLadder : arbitrumLadder;
  return { ...base, diverged: Math.max(base.diverged, forkSettled(blockTime)) };
};

/** Overrides in fleet.yaml, with the YAML spelling of each rung. Closed keys. */
export const ladderOverrideSchema = z.strictObject({
  deadline: durationSchema.optional(),
  unreachable: durationSchema.optional(),
  lagging: durationSchema.optional(),
  diverged: durationSchema.optional(),
  stalled: durationSchema.optional(),
  stale: durationSchema.optional(),
  halted: durationSchema.optional(),
  recovered: durationSchema.optional(),
  page_bad: durationSchema.optional(),
  page_window: durationSchema.optional(),
  readmit: durationSchema.optional(),
});
export type LadderOverride = z.output<typeof ladderOverrideSchema>;

export const applyOverride = (base: Ladder, over: LadderOverride = {}): Ladder => ({
  deadline: over.deadline ?? base.deadline,
  unreachable: over.unreachable ?? base.unreachable,
  lagging: over.lagging ?? base.lagging,
  diverged: over.diverged ?? base.diverged,
  stalled: over.stalled ?? base.stalled,
  stale: over.stale ?? base.stale,
  halted: over.halted ?? base.halted,
  recovered: over.recovered ?? base.recovered,
  pageBad: over.page_bad ?? base.pageBad,
  pageWindow: over.page_window ?? base.pageWindow,
  readmit: over.readmit ?? base.readmit,
});

/** Limits that are not of one chain. Seconds. */
export const limits = {
  /** Every alert but the Watchdog keeps firing this long after its expression last held. */
  keepFiring: 60,
  /** Shortest window of a page or node alert: one lost scrape or restart of ours decides nothing. */
  shortWindow: 5,
  /** No bad second for this long ends EdgeDown (before keepFiring). */
  pageClear: 10,
  /** No sample of the central collector for this long is MonitorDead. */
  monitorDead: 60,
  /** No sample of the router for this long is RouterDown. */
  routerDown: 60,
  /** A reference is asked in the instant of a tick, but only this often: public RPCs answer 429. */
  referenceEvery: 5,
  /** A source must have advanced with the clock for this long to stand alone as a chain's head. */
  aloneFor: 60,
  /** A block further in the future than this is a lie. */
  future: 2,
  /** The same when there is nobody whose clock could speak against ours. */
  futureAlone: 300,
  /** No chain makes blocks faster; on a quiet one, whose head may be hours old, that is all that bounds a lie. */
  fastestBlock: 0.05,
  /** A quiet chain without a block for this long, and without a reference, is nobody's word for anything. */
  quietAlone: 900,
  /** A chain with an old head and nothing to compare it with is worth a warning after this long. */
  unverifiableFor: 60,
  /** A vantage that cannot see the Internet is worth a warning after this long. */
  blindFor: 60,
  /** A message that the router could not deliver for this long makes DeliveriesFailing. */
  deliveryLate: 300,
  /** A tick that starts this late proves nothing about the fleet: its second is unknown. */
  tickLate: 0.25,
  /** The fast lane is scraped each second and given up after this long. */
  scrapeTimeout: 0.9,
  /** The slowest of the slow probes runs this often. */
  probeSlowest: 600,
  /** The Watchdog beats this often. */
  watchdogEvery: 60,
  /** The router beats its own dead man's URL this often, unless a message has waited this long or the ledger stands. */
  beatEvery: 60,
  beatDrained: 60,
  /** Three beats of either are missed: the router pages `monitor` itself, or whoever hears the other one calls. */
  beatLate: 180,
  ledgerLate: 600,
  /** PagerDuty hears of us at least this often; nothing accepted for the second is PagingUnproven, first after the third. */
  provenEvery: 86_400,
  provenLate: 93_600,
  provenFirst: 600,
  /**
   * Prometheus repeats what fires to Alertmanager this often: one that was away has heard nothing, and tells nobody until
   * then. What it has not heard for four times as long it calls over, so a shorter one ends pages of a Prometheus that is
   * merely restarting.
   */
  alertResend: 25,
  /** Absent from Alertmanager means resolved only when every Alertmanager has been up this long. */
  alertmanagerSettled: 180,
  /** A full journey runs this often, as a member's process asks; each second while it fails or is being confirmed. */
  journeyEvery: 5,
  /** The journey over a node that serves no edge runs this often: no card waits for what it says. */
  journeyNodeEvery: 60,
  /** What a journey said holds this long without a new one (seconds whose light answer is bad do not count). */
  journeyHolds: 10,
  /** The boot call list runs this often, as a member's process that restarts; with every journey while it fails. */
  bootEvery: 180,
  /** A keyed edge is asked with a wrong key this often. */
  keyCheckEvery: 60,
  /** The burn tier that pages wants this many bad seconds in its long window, and this many in its short one. */
  burnGuardLong: 60,
  burnGuardShort: 3,
  /** Unknown seconds within a day that are worth a warning. */
  unknownPerDay: 60,
  /** No sample of an edge's seconds for this long is MetricsAbsent. */
  unmeasured: 60,
  /** SlaBreached fires for this long after the breach was noted, and never again in that month. */
  breachShown: 3600,
  /** Prometheus keeps samples this long; no rule looks further back. */
  retention: 90 * 86_400,
  /** The ledger writes seconds that are this old, and this old where samples of a vantage are missing. */
  ledgerSettles: 600,
  ledgerSettlesGaps: 13 * 3600,
  /** A maintenance window leaves the adjusted figure only when it was announced this long ahead. */
  maintenanceNotice: 48 * 3600,
  /** `publish` copies the public page this often; a copy this old says that it is. */
  publishEvery: 30,
  publishedOld: 120,
  /** Members are told of an outage once it has lasted this long, and again this often until it is over. */
  membersAfter: 60,
  membersEvery: 900,
  /** A rollup that delivers no batch to its parent chain for this long has stopped to. */
  batchStopped: 600,
  /** A node reads a batch within this time of its delivery: two more of them, and their L1 view, lie in between. */
  inboxHolds: 180,
  /** A node's finalized block may be this much older than the one of the parent chain, for batches take their time. */
  finalizedLate: 900,
  /** Four epochs: Ethereum finalizes after two, sometimes after three. */
  l1FinalizedLate: 4 * 32 * 12,
  /** What another member said this long ago proves nothing to the balancer's check of a node. */
  lbFresh: 5,
  /** A joining node that has been clean for this long is ready to serve. */
  joiningReady: 1800,
  /** A card reopens instead of a new one within this time of its resolve. */
  reopenWithin: 900,
} as const;
export type Limits = { readonly [K in keyof typeof limits]: number };

/** Drills may shorten what is longer than a minute, as one; everything shorter is tested as shipped. */
export const scaled = (seconds: number, scale: number): number =>
  seconds > 60 && scale !== 1 ? Math.max(60, seconds * scale) : seconds;
