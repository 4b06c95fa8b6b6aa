/** What is to blame, how sure that is, and what was believed before. */
import type { Cause } from '../../collector/catalogue/labels.ts';
import type { CauseEntry, Incident } from '../router/incident.ts';
import { cut } from './card.ts';
import { discordTime, labelWords } from './cardWords.ts';
import type { IncidentFacts, NodeFact } from './facts.ts';

export type Certainty = 'certain' | 'likely';

const isBad = ({ state, verdict }: NodeFact): boolean =>
  state === 'serving' && verdict !== 'ok' && verdict !== 'unknown';

/** The nodes that a cause names, and that are bad by their own verdict. */
export const blamedNodes = ({ detail }: Pick<CauseEntry, 'detail'>, facts: IncidentFacts): readonly NodeFact[] => {
  const names = detail.split(/[^\w.-]+/);
  return (facts.nodes ?? []).filter((node) => isBad(node) && names.includes(node.name));
};

/** Certain only when what the card shows beside it proves it; what was inferred from one region's word is likely. */
export const certaintyOf = (entry: CauseEntry, facts: IncidentFacts): Certainty => {
  const serving = facts.nodes?.filter(({ state }) => state === 'serving') ?? [];
  const proofs: Readonly<Partial<Record<Cause, boolean>>> = {
    own_node: blamedNodes(entry, facts).length > 0,
    edge: serving.length > 0 && serving.every(({ verdict }) => verdict === 'ok'),
    upstream_chain: facts.chainNow?.verdict === 'halted',
    own_l1: blamedNodes(entry, facts).some(({ l1 }) => l1 === false),
    l1_edge: blamedNodes(entry, facts).some(({ l1 }) => l1 === false),
    maintenance: true,
  };
  return proofs[entry.cause] ? 'certain' : 'likely';
};

const detailOf = (entry: CauseEntry, facts: IncidentFacts): string => {
  const blamed = blamedNodes(entry, facts);
  if (entry.cause !== 'own_node' || blamed.length === 0) return cut(entry.detail, 200);
  return cut(blamed.map(({ name, verdict, detail }) => `${name} ${labelWords(verdict)}; ${detail}`).join(' · '), 200);
};

const isKnown = ({ cause }: CauseEntry): boolean => cause !== 'unattributed';

/** `own node: arb-eu stalled; head has not moved for 72 s (certain)`. The drill reads the words before the colon. */
export const causeLine = ({ causes, state }: Incident, facts: IncidentFacts): string => {
  const latest = causes.at(-1);
  const earlier = causes.slice(-4, -1).reverse();
  const before =
    earlier.length > 0
      ? `; before: ${earlier.map((entry) => `${isKnown(entry) ? labelWords(entry.cause) : 'not known'} (${discordTime(entry.at, 'T')})`).join(', ')}`
      : '';
  if (!latest || !isKnown(latest)) return `not known yet${before}`;
  // Of what is over there is nothing left to prove it by.
  const sure = state === 'resolved' ? '' : ` (${certaintyOf(latest, facts)})`;
  const detail = detailOf(latest, facts);
  return `${labelWords(latest.cause)}${detail ? `: ${detail}` : ''}${sure}${before}`;
};

/** For the notification line: `own node arb-eu`. */
export const causeShort = (causes: readonly CauseEntry[]): string => {
  const latest = causes.at(-1);
  if (!latest || !isKnown(latest)) return 'cause not known yet';
  const names = latest.cause === 'own_node' && latest.detail.length <= 40 ? latest.detail : '';
  return `${labelWords(latest.cause)} ${names}`.trimEnd();
};
