/** What was said elsewhere during an interval, as sentences with aliases. */
import {
  type ChainVerdict,
  type EdgeFault,
  edgeFaults,
  type NodeVerdict,
} from '../../../collector/catalogue/labels.ts';
import { causeWords } from '../../../collector/catalogue/words.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { counted, listed } from '../../../collector/config/words.ts';
import { nodeAlias, publicRegion, verdictWords } from '../../router/publicNames.ts';
import type { Evidence, IntervalRecord } from '../model.ts';
import { durationWords, faultWords } from './words.ts';

const chainSentence: Readonly<Record<ChainVerdict, string>> = {
  live: 'The chain went on.',
  halted: 'The chain stood still.',
  unverifiable: 'Whether the chain went on could not be verified.',
};

const isOneOf = <T extends string>(words: Readonly<Record<T, string>>, key: string): key is T =>
  Object.hasOwn(words, key);

const byLongest = (entries: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] =>
  [...entries].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

const faultSentence = (faults: Readonly<Record<EdgeFault, number>>): string | undefined => {
  const parts = edgeFaults
    .filter((fault) => faults[fault] > 0)
    .map((fault) => `${durationWords(faults[fault])} ${faultWords[fault]}`);
  return parts.length > 0 ? `${listed(parts)}.` : undefined;
};

const causesSentence = ({ causes }: Evidence): string | undefined => {
  const said = byLongest(Object.entries(causes).filter(([, seconds]) => seconds > 0));
  if (said.length === 0) return undefined;
  const parts = said.map(
    ([cause, seconds]) =>
      `${isOneOf(causeWords, cause) ? causeWords[cause] : 'something else'} (${durationWords(seconds)})`,
  );
  return `Blamed at the time: ${listed(parts)}.`;
};

const nodeSentences = (fleet: Fleet, { nodes }: Evidence): readonly string[] => {
  const verdictOf = (name: string): { readonly verdict: string; readonly seconds: number } =>
    nodes[name] ?? { verdict: 'unknown', seconds: 0 };
  const worse = Object.keys(nodes).filter((name) => verdictOf(name).verdict !== 'ok');
  const fine = Object.keys(nodes).length - worse.length;
  const lines = byLongest(worse.map((name) => [name, verdictOf(name).seconds])).map(([name, seconds]) => {
    const { verdict } = verdictOf(name);
    const words: Readonly<Record<NodeVerdict, string>> = verdictWords;
    return `${nodeAlias(fleet, name)}: ${isOneOf(words, verdict) ? words[verdict] : words.unknown} (${durationWords(seconds)}).`;
  });
  if (fine > 0) lines.push(`${counted(fine, worse.length > 0 ? 'other node' : 'node')} behind the edge up to date.`);
  return lines;
};

const referenceSentence = ({ references: { answered, asked } }: Evidence): string | undefined =>
  asked > 0 ? `${answered} of ${counted(asked, 'reference')} answered.` : undefined;

const cloudflareSentences = ({ cloudflare }: Evidence): readonly string[] => {
  if (!cloudflare) return [];
  const { poolOut, unreachable } = cloudflare;
  return [
    ...(poolOut > 0 ? [`Cloudflare called a pool out for ${durationWords(poolOut)}.`] : []),
    ...(unreachable > 0 ? [`Cloudflare reached no node with ${counted(unreachable, 'request')}.`] : []),
  ];
};

const regionSentence = (fleet: Fleet, { otherRegions }: Evidence): string | undefined => {
  const entries = Object.entries(otherRegions);
  if (entries.length === 0) return undefined;
  const bad = entries.filter(([, seconds]) => seconds > 0);
  if (bad.length === 0)
    return `Not bad at the same time: ${listed(entries.map(([region]) => publicRegion(fleet, region)))}.`;
  const parts = bad.map(([region, seconds]) => `${publicRegion(fleet, region)} ${durationWords(seconds)}`);
  return `Also bad at the same time: ${listed(parts)}.`;
};

export const evidenceWords = (fleet: Fleet, interval: IntervalRecord): string => {
  const { evidence, faults } = interval;
  const chain = evidence.chain;
  return [
    faultSentence(faults),
    causesSentence(evidence),
    ...nodeSentences(fleet, evidence),
    referenceSentence(evidence),
    ...cloudflareSentences(evidence),
    chain !== null && isOneOf(chainSentence, chain) ? chainSentence[chain] : undefined,
    regionSentence(fleet, evidence),
    evidence.blind > 0 ? `The monitor was cut off for ${durationWords(evidence.blind)}.` : undefined,
  ]
    .filter((line) => line !== undefined)
    .join(' ');
};
