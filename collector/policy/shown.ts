/**
 * Limits that colour panels and that no alert is made of: what members live through is told by others sooner. Each is
 * written here once, where docs/policy.md takes it from; what something else keeps to as well is one of `limits`. Seconds,
 * shares and counts.
 */
import { limits } from './ladder.ts';

export const shownLimits = {
  /** A watcher's event loop that stands for as long: every round trip that it measures is that much too long. */
  loopSlow: 0.05,
  /** Runs in a row that are lost before an age is red; from half of them on it is orange. Count. */
  runsLost: 4,
  /** Rules that take this share of their interval are close to being left out. */
  ruleBusy: 0.5,
  /** Share of questions to one target that fails now and then anywhere. */
  someFail: 0.01,
  /** Most of what is counted: no longer an exception. */
  mostOf: 0.5,
  /** Heads a second that go back on one path: one in a hundred ticks is a reorganisation or two nodes behind one name. */
  regressions: 0.01,
  /** Messages to one sink that wait: more than the cards of a bad day. How long one waits is DeliveriesFailing's. Count. */
  messagesPiled: 20,
  /** Share of its time after which a job is nearly late; BackupStale tells once it is. */
  heartbeatNear: 0.95,
  /** Share of the month's budget below which it is low; SlaBreached and the burn alerts tell of it. */
  budgetLow: 0.25,
  /** An Ethereum block as old as ten slots, and blocks behind the best path, are not routine. */
  l1BlockOld: 120,
  l1BlocksBehind: 3,
  /** Blocks of Ethereum after which a Livepeer orchestrator stops earning. Count. */
  orchestratorBlocks: 39,
  /** The ledger has had an hour more than it waits for missing samples; after two days they will not come. */
  ledgerOwed: limits.ledgerSettlesGaps + 3600,
  ledgerLost: 2 * 86_400,
} as const;
export type ShownLimits = { readonly [K in keyof typeof shownLimits]: number };
