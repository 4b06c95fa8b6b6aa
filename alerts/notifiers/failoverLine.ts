/**
 * What the load balancer is being told of the nodes of an incident. What it made of that is Cloudflare's to say, and
 * nobody asks it yet: the line says so instead of guessing.
 */
import { cut } from './card.ts';
import { discordTime } from './cardWords.ts';
import type { IncidentFacts, NodeFact } from './facts.ts';

/** Reasons that a member of the channel need not learn to read. */
const words = (node: NodeFact): string => {
  const { lb } = node;
  if (!lb) return '';
  const since = `since ${discordTime(lb.since, 'T')}`;
  if (lb.serve === null)
    return `the check of ${node.name} does not answer ${since}: the balancer takes it out for that`;
  const why = cut(lb.detail, 80);
  return lb.serve
    ? `${node.name} stays in, its check says 200: ${why}`
    : `${node.name} is to be left, 503 ${since}: ${why}`;
};

/** Worth a word: told to leave, silent, or bad and yet to stay. */
const isNews = ({ lb, state, verdict }: NodeFact): boolean =>
  lb !== undefined && state === 'serving' && (lb.serve !== true || (verdict !== 'ok' && verdict !== 'unknown'));

/** Empty where no node of the incident has a check, or all is as it should be. */
export const failoverLine = ({ nodes }: Pick<IncidentFacts, 'nodes'>): string => {
  const news = (nodes ?? []).filter(isNews);
  if (news.length === 0) return '';
  const shown = news.slice(0, 3).map(words);
  const more = news.length > shown.length ? [`and ${news.length - shown.length} more`] : [];
  const told = news.some(({ lb }) => lb?.serve === false) ? ['whether the balancer has moved is not known here'] : [];
  return [...shown, ...more, ...told].join('; ');
};
