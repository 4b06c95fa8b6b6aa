/** Whose fault it is, in one line. Pure: the same findings are the same verdict. */

import { counted, listed } from '../../collector/config/words.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { Failure, Findings, RegionWord, StatusWord } from './findings.ts';
import { isNetwork, reasonWords } from './reasons.ts';

export const verdictKinds = [
  'well',
  'throttled',
  'key_refused',
  'challenged',
  'known_outage',
  'your_network',
  'endpoint',
  'unsteady',
  'chain_halted',
  'cannot_tell',
] as const;
export type VerdictKind = (typeof verdictKinds)[number];

export interface Verdict {
  readonly kind: VerdictKind;
  readonly line: string;
}

/** `03:12 UTC`, with the date when it is not today's. */
const clock = (unix: number, now: number): string => {
  const [date = '', time = ''] = new Date(unix * 1000).toISOString().split('T');
  const today = new Date(now * 1000).toISOString().startsWith(date);
  return `${today ? '' : `${date} `}${time.slice(0, 5)} UTC`;
};

const inState = (status: StatusWord, state: RegionWord['state']): readonly RegionWord[] =>
  status.kind === 'read' ? status.regions.filter((region) => region.state === state) : [];

const names = (regions: readonly RegionWord[]): string => listed(regions.map(({ region }) => region));

/** `eu is degraded, known since 03:12 UTC`, by the first of them. */
const known = (bad: readonly RegionWord[], now: number): string => {
  const starts = bad.flatMap(({ since }) => since ?? []);
  const word = starts.length > 0 ? `known since ${clock(Math.min(...starts), now)}` : 'by its own word';
  return `${names(bad)} ${bad.length === 1 ? 'is' : 'are'} degraded, ${word}`;
};

const answering = ({ asked, answered }: Findings['references']): string =>
  `${answered === asked ? '' : `${answered} of `}${counted(asked, 'public endpoint')}`;

/** What the service's own page adds to a fault that it does not know. */
const pageSays = ({ status }: Findings): string => {
  if (status.kind === 'unreadable') return `; the status page cannot be read (${status.why})`;
  const good = inState(status, 'good');
  return good.length > 0 ? `, while the service is well in ${names(good)} by its own word` : '';
};

const networkFault = (found: Findings, why: string): Verdict => {
  const { references, status } = found;
  const { asked, answered } = references;
  const wellThere = inState(status, 'good').length > 0;
  const others = counted(asked, 'public endpoint');
  if (asked > 0 && answered === 0 && status.kind !== 'read') {
    return {
      kind: 'your_network',
      line: `It is your network: it reaches neither your endpoint (${why}) nor ${others}.`,
    };
  }
  if (wellThere) {
    const rest = asked > 0 && answered === 0 ? `, nor ${others}` : '';
    return {
      kind: 'your_network',
      line: `It is your network: it does not reach your endpoint (${why})${rest}${pageSays(found)}.`,
    };
  }
  if (answered > 0) {
    return {
      kind: 'endpoint',
      line: `It is the endpoint: it does not answer you (${why}), while ${answering(references)} ${answered === 1 ? 'does' : 'do'}${pageSays(found)}.`,
    };
  }
  return {
    kind: 'cannot_tell',
    line: `Your endpoint does not answer you (${why}), and nothing else can say whose fault that is${pageSays(found)}.`,
  };
};

const endpointFault = (found: Findings, { step, reason }: Failure): Verdict => ({
  kind: 'endpoint',
  line: `It is the endpoint: ${step} fails (${reasonWords[reason]})${pageSays(found)}.`,
});

/** Faults that are about the caller, whatever else is wrong. */
const aboutYou = ({ step, reason }: Failure): Verdict | undefined => {
  if (reason === 'http_429') return { kind: 'throttled', line: `You are throttled (HTTP 429), at ${step}.` };
  if (reason === 'http_forbidden') return { kind: 'key_refused', line: 'Your key is refused (HTTP 401 or 403).' };
  if (reason !== 'edge_challenge') return undefined;
  return {
    kind: 'challenged',
    line: 'You are taken for a robot: the edge answers with a challenge page for browsers.',
  };
};

const faultOf = (found: Findings): Verdict | undefined => {
  const { failure, failedRuns, runs, lag, stale } = found;
  const bad = inState(found.status, 'bad');
  const behind = lag !== undefined && lag >= stale;
  if (!failure && !behind) return undefined;
  const own = failure && aboutYou(failure);
  if (own) return own;
  if (bad.length > 0) return { kind: 'known_outage', line: `It is not you: ${known(bad, found.now)}.` };
  if (failure && failedRuns * 2 < runs) {
    const times = `${failedRuns} of ${counted(runs, 'run')}`;
    return {
      kind: 'unsteady',
      line: `It is unsteady: ${times} failed, at ${failure.step} (${reasonWords[failure.reason]}).`,
    };
  }
  if (failure) {
    return isNetwork(failure.reason) ? networkFault(found, reasonWords[failure.reason]) : endpointFault(found, failure);
  }
  const distance = formatSeconds(Math.round(lag ?? 0));
  return {
    kind: 'endpoint',
    line: `It is the endpoint: its newest block is ${distance} behind ${answering(found.references)}${pageSays(found)}.`,
  };
};

const allWell = (found: Findings): Verdict => {
  const { goodSteps, headAge, lag, references, status, now } = found;
  const parts = [`${counted(goodSteps, 'step')} right`];
  if (headAge !== undefined) parts.push(`newest block ${Math.max(0, headAge).toFixed(1)} s old`);
  if (lag !== undefined) {
    const level = lag < 1 ? 'level with' : `${Math.round(lag)} s behind`;
    parts.push(`${level} ${answering(references)}`);
  }
  const bad = inState(status, 'bad');
  const though = bad.length > 0 ? `, though ${known(bad, now)}` : '';
  const unread = status.kind === 'unreadable' ? `; the status page cannot be read (${status.why})` : '';
  return { kind: 'well', line: `All well from here: ${parts.join(', ')}${though}${unread}.` };
};

export const judge = (found: Findings): Verdict => {
  const fault = faultOf(found);
  if (fault) return fault;
  const { references, status, headAge } = found;
  const halted = references.halted || (status.kind === 'read' && status.chainHalted);
  if (!halted) return allWell(found);
  const age = headAge === undefined ? '' : `, the newest block is ${formatSeconds(Math.round(headAge))} old`;
  return { kind: 'chain_halted', line: `The chain itself stands still${age}: it is neither you nor the endpoint.` };
};
