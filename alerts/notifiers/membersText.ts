/**
 * What members read about an outage, as pure text: aliases, regions, UTC times and closed words only. A phone shows it
 * as it is, therefore no embed and no Discord timestamps.
 */
import type { Cause, EdgeFault } from '../../collector/catalogue/labels.ts';
import { causeWords } from '../../collector/catalogue/words.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { clock, regionList } from './cardWords.ts';

/** `again`: good, but not yet for long enough. `halted`: the chain itself stood still meanwhile. */
export type MembersState = 'bad' | 'again' | 'halted' | 'unknown' | 'over';

export interface MembersFacts {
  readonly state: MembersState;
  /** Public name of the endpoint, or of the chain when it is the chain that stands still. */
  readonly about: string;
  readonly isChain: boolean;
  /** Null where it is about all. */
  readonly region: string | null;
  readonly fault: EdgeFault | null;
  readonly since: number;
  /** When it was good again; null while that is not known. */
  readonly until: number | null;
  /** Other regions of the endpoint. */
  readonly fine: readonly string[];
  readonly alsoBad: readonly string[];
  readonly cause: Cause;
  /** Whether it stopped and came back in between. */
  readonly onAndOff: boolean;
  /** What a member can do, "use your backup -ethUrl". */
  readonly advice: string;
  readonly nextAt: number;
}

const faultWords: Readonly<Record<EdgeFault, string>> = {
  stale: 'stale blocks',
  no_http: 'no answer',
  bad_answer: 'broken answers',
  journey: 'fresh blocks, but other calls fail',
};

const day = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

/** `03:12 UTC`, with its day when that is not today's. */
export const clockOf = (at: number, now: number): string =>
  `${day(at) === day(now) ? '' : `${day(at)} `}${clock(at)} UTC`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const chainText = (facts: MembersFacts, now: number): string => {
  const { about, state, since, until, nextAt } = facts;
  const from = clockOf(since, now);
  if (state === 'over') {
    const lasted =
      until === null ? '' : ` It stood still for ${formatSeconds(Math.max(0, Math.round(until - since)))}:`;
    return `✅ ${about} makes blocks again${until === null ? '' : ` since ${clockOf(until, now)}`}.${lasted || ' It was'} the chain itself, not us.`;
  }
  if (state === 'unknown') {
    return `◻ ${about}: we cannot see right now whether it still stands still, as it did since ${from}. Next update ${clock(nextAt)}.`;
  }
  if (state === 'again')
    return `🟡 ${about} makes blocks again; we watch it for a minute. Next update ${clock(nextAt)}.`;
  return `🟠 ${about} itself stands still: not us. Nobody has new blocks since ${from}, so another RPC will not help. Next update ${clock(nextAt)}.`;
};

/** One line; what matters first, because a notification is cut. */
export const membersText = (facts: MembersFacts, now: number): string => {
  if (facts.isChain) return chainText(facts, now);
  const { state, about, region, fault, since, until, fine, alsoBad, cause, onAndOff, advice, nextAt } = facts;
  const where = region === null ? about : `${about}, ${region.toUpperCase()}`;
  const who = region === null ? '' : `${region.toUpperCase()}: `;
  const words = fault === null ? 'out of service' : faultWords[fault];
  const from = clockOf(since, now);
  const next = `Next update ${clock(nextAt)}.`;
  const also = alsoBad.length > 0 ? ` ${regionList(alsoBad, ' and ')} too.` : '';
  const others = fine.length > 0 ? ` ${regionList(fine, ' and ')} fine.` : '';
  const act = `${who}${advice}`;
  switch (state) {
    case 'bad':
      return `🟠 ${where}: ${words} since ${from}.${also}${others} ${capital(act)}. ${next}`;
    case 'again':
      return `🟡 ${where}: fine again${until === null ? '' : ` since ${clockOf(until, now)}`}, after ${words} since ${from}. We watch it for a minute before we call it over.`;
    case 'halted':
      return `🟠 ${where}: answers, but the chain itself stands still now: not us. ${next}`;
    case 'unknown':
      return `◻ ${where}: we cannot see it right now. ${capital(words)} since ${from} as far as we know.${others} ${capital(act)}. ${next}`;
    case 'over': {
      const lasted = until === null ? '' : ` for ${formatSeconds(Math.max(0, Math.round(until - since)))}`;
      const times = `${capital(words)}${lasted}, from ${from}${onAndOff ? ', on and off' : ''}.`;
      return `✅ ${where}: fine again${until === null ? '' : ` since ${clockOf(until, now)}`}. ${times} Cause: ${causeWords[cause]}.`;
    }
  }
};
