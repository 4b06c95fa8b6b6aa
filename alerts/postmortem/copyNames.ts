/** What a copy for others calls whom: one alias each, and words for what is nobody's business. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { publicText } from '../ledger/report/publicText.ts';
import { publicRegion } from '../router/publicNames.ts';
import { alertNames } from '../rules/index.ts';
import type { Kept } from './model.ts';

export interface Names {
  readonly target: (name: string) => string;
  readonly vantage: (name: string) => string;
  readonly text: (text: string) => string;
  readonly region: (region: string) => string;
  readonly scope: (scope: string) => string;
  readonly alert: (name: string) => string;
}

const ownAlert = 'an alert of our own';
export const operator = 'an operator';

/** One alias each: two nodes of one alias must not become one in a recording. */
const unique = (pairs: readonly (readonly [string, string])[], otherwise: string): ((name: string) => string) => {
  const taken = new Map<string, number>();
  const known = new Map<string, string>();
  const add = (name: string, alias: string): string => {
    const count = (taken.get(alias) ?? 0) + 1;
    taken.set(alias, count);
    const told = count === 1 ? alias : `${alias} (${count})`;
    known.set(name, told);
    return told;
  };
  for (const [name, alias] of pairs) add(name, alias);
  return (name) => known.get(name) ?? add(name, otherwise);
};

const escapeRegex = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whole words, the longest first. */
const replacing = (words: readonly string[], by: string): ((text: string) => string) => {
  const list = [...new Set(words)].filter((word) => word.trim() !== '').sort((a, b) => b.length - a.length);
  if (list.length === 0) return (text) => text;
  const any = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${list.map(escapeRegex).join('|')})(?![\\p{L}\\p{N}_-])`, 'giu');
  return (text) => text.replaceAll(any, by);
};

export const isOurs = (name: string): boolean =>
  alertNames.some((known) => known === name) || name === 'AlertingSilent';

export const namesOf = (fleet: Fleet, { incident, timeline }: Kept): Names => {
  const target = unique(
    [
      ...fleet.nodes.map(({ name, alias }) => [name, alias] as const),
      ...fleet.edges.map(({ name, alias }) => [name, alias] as const),
      ...fleet.references.map(({ name }, index) => [name, `Reference ${index + 1}`] as const),
    ],
    'A former target',
  );
  const region = (name: string): string => publicRegion(fleet, name);
  const vantage = unique(
    [[fleet.vantage, fleet.vantage], ...fleet.vantages.map(({ name, region: of }) => [name, of] as const)],
    'a former vantage',
  );
  const people = replacing([...timeline.flatMap(({ by }) => by ?? []), incident.acknowledgedBy ?? ''], operator);
  const rules = replacing(
    incident.alerts.flatMap(({ name }) => (isOurs(name) ? [] : [name])),
    ownAlert,
  );
  // A rule of the user's own may be about anything.
  const ownTargets: ReadonlySet<string> = new Set(
    [...fleet.nodes, ...fleet.edges, ...fleet.references].map(({ name }) => name),
  );
  const foreign = replacing(
    incident.alerts.flatMap(({ labels }) => (labels.target && !ownTargets.has(labels.target) ? [labels.target] : [])),
    'something else',
  );
  return {
    ...{ target, vantage, region },
    text: (text) => publicText(fleet, foreign(rules(people(text)))),
    alert: (name) => (isOurs(name) ? name : 'OwnAlert'),
    scope: (scope) => {
      const [kind = '', ...rest] = scope.split(':');
      const name = rest.join(':');
      if (kind === 'edge' || kind === 'node') return `${kind}:${target(name)}`;
      if (kind === 'chain') return Object.hasOwn(fleet.chains, name) ? scope : 'chain';
      return scope === 'self' || scope === 'sla' ? scope : 'alert:own';
    },
  };
};
