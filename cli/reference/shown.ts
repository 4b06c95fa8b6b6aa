/** The limits of docs/policy.md that no alert is made of. */
import { formatSeconds } from '../../collector/policy/duration.ts';
import { type ShownLimits, shownLimits } from '../../collector/policy/shown.ts';

const count = String;
/** A limit as a page of docs has it; below a second in milliseconds. */
export const fine = (seconds: number): string =>
  seconds > 0 && seconds < 1 ? `${Math.round(seconds * 1000)} ms` : formatSeconds(seconds);
const share = (of: number): string => `${Number((of * 100).toFixed(1))} %`;

/** How each is written, what it is, and who tells of it instead of an alert. */
const shownTexts: Readonly<
  Record<keyof ShownLimits, { readonly said: (value: number) => string; readonly meaning: string }>
> = {
  loopSlow: {
    said: fine,
    meaning: "A watcher's event loop that stands still for so long makes what it measures too long.",
  },
  runsLost: {
    said: count,
    meaning: 'Runs of a probe or a journey in a row that are lost: its age is red, from half of them on orange.',
  },
  ruleBusy: { said: share, meaning: 'Rules that take this share of their interval are soon left out.' },
  someFail: {
    said: share,
    meaning: 'Questions of ours to one target that fail now and then anywhere; verdicts tell of more.',
  },
  mostOf: { said: share, meaning: 'Most of the seconds or questions: no exception any more.' },
  regressions: {
    said: (rate) => `${rate}/s`,
    meaning: 'Heads that go back on one path: more than a reorganisation now and then.',
  },
  messagesPiled: {
    said: count,
    meaning: 'Messages that wait for one sink; how long one waits is what DeliveriesFailing is made of.',
  },
  heartbeatNear: { said: share, meaning: 'A job is nearly late; once it is, BackupStale tells.' },
  budgetLow: { said: share, meaning: "So little of the month's budget is left; the burn alerts have told by then." },
  l1BlockOld: { said: fine, meaning: 'Ten slots without an Ethereum block in the heads of a path.' },
  l1BlocksBehind: { said: count, meaning: 'Ethereum blocks that one path is behind the best one.' },
  orchestratorBlocks: { said: count, meaning: 'Ethereum blocks after which a Livepeer orchestrator stops earning.' },
  ledgerOwed: {
    said: fine,
    meaning: 'The ledger waits no longer than this, even where samples of a vantage are missing.',
  },
  ledgerLost: { said: fine, meaning: 'What is missing then will not come any more.' },
};

// Object.keys widens to string; the record above is complete by its type.
const keys = Object.keys(shownTexts) as readonly (keyof ShownLimits)[];

export const shownLines = (): string =>
  keys
    .map((key) => `| \`${key}\` | ${shownTexts[key].said(shownLimits[key])} | ${shownTexts[key].meaning} |`)
    .join('\n');
