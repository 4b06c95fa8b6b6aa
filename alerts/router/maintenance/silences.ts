/**
 * The silences of planned work, derived from the windows and from what each Alertmanager holds; nothing of them is
 * kept. So an Alertmanager that lost its data, a router that restarted, and a peer that gossips need no special case.
 */

import type { Window } from '../../ledger/windows.ts';
import { expireSilence, type HeldSilence, listSilences, type Matched, postSilence } from '../alertmanagerSilences.ts';
import type { Ask } from '../fetchJson.ts';
import { nodeOfWindow } from './spare.ts';

/** A silence as it should stand in every Alertmanager. */
interface Wanted extends Matched {
  readonly window: Window;
  readonly comment: string;
}

/** How many of the Alertmanagers hold every silence of a window. */
export interface Coverage {
  readonly held: number;
  readonly of: number;
}

/**
 * What a node's window silences: alerts that name the node as their target, or as their scope, and never a page. An
 * edge's window silences nothing.
 */
export const matchersOf = (window: Pick<Window, 'scope'>): readonly Matched[] => {
  const node = nodeOfWindow(window);
  if (node === undefined) return [];
  const not = { severity: 'page' };
  return [
    { labels: { target: node }, not },
    { labels: { scope: `node:${node}` }, not },
  ];
};

const marked = 'headwatch maintenance ';
/** Two fleets may share an Alertmanager: each ends only its own. */
const mark = (service: string): string => `${marked}of ${service}: `;

const keyOf = ({ labels, not }: Matched): string =>
  JSON.stringify([labels, not ?? {}].map((side) => Object.entries(side).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Alertmanager keeps milliseconds, windows whole seconds. */
const sameEnd = (silence: HeldSilence, window: Window): boolean => Math.abs(silence.to - window.ended) < 1;

export interface Brought {
  /** By the window's id. */
  readonly coverage: ReadonlyMap<string, Coverage>;
  /** Alertmanagers that did not answer: what they hold stands as it did. */
  readonly unanswered: number;
}

export interface SilenceOptions {
  readonly service: string;
  readonly alertmanagers: readonly { readonly url: string }[];
  readonly now: () => number;
  readonly ask: Ask;
}

/** Brings one Alertmanager to what is wanted. @returns the windows that it covers; undefined when it does not answer */
const bring = async (
  { service, now, ask }: SilenceOptions,
  url: string,
  wanted: readonly Wanted[],
): Promise<ReadonlySet<string> | undefined> => {
  const all = await listSilences(url, ask);
  if (!all) return undefined;
  const ours = all.filter(({ comment, state }) => state !== 'expired' && comment.startsWith(mark(service)));
  const missed = new Set<string>();
  const kept = new Set<string>();
  for (const each of wanted) {
    const same = ours.filter((silence) => silence.comment === each.comment && keyOf(silence) === keyOf(each));
    const good = same.find((silence) => sameEnd(silence, each.window));
    const known = good ?? same[0];
    let id = good?.id;
    if (id === undefined) {
      const { labels, not, window, comment } = each;
      // With its own beginning it keeps its id, and is never not there.
      const from = known ? known.from : now();
      id = await postSilence(
        url,
        { labels, not, from, to: window.ended, by: window.author, comment, id: known?.id },
        ask,
      );
    }
    if (id === undefined) missed.add(each.window.id);
    else kept.add(id);
    // Better one with another end than none.
    if (id === undefined && known) kept.add(known.id);
    // A peer's copy of the same is no harm, and goes with the window.
    for (const silence of same) if (sameEnd(silence, each.window)) kept.add(silence.id);
  }
  for (const silence of ours) if (!kept.has(silence.id)) await expireSilence(url, silence.id, ask);
  return new Set(wanted.map(({ window }) => window.id).filter((id) => !missed.has(id)));
};

/**
 * Makes what is missing and ends what is no longer wanted, in every Alertmanager that answers.
 * @param open node windows that have begun and are not over
 */
export const bringSilences = async (options: SilenceOptions, open: readonly Window[]): Promise<Brought> => {
  const wanted = open.flatMap((window): Wanted[] => {
    const comment = `${mark(options.service)}${window.id}, ${window.reason}`;
    return matchersOf(window).map((matched) => ({ ...matched, window, comment }));
  });
  const covered = await Promise.all(options.alertmanagers.map(({ url }) => bring(options, url, wanted)));
  const held = (id: string): number => covered.filter((each) => each?.has(id)).length;
  return {
    coverage: new Map(open.map(({ id }) => [id, { held: held(id), of: covered.length }])),
    unanswered: covered.filter((each) => each === undefined).length,
  };
};
