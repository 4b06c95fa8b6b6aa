/** What a delivered card says, read from the request that Discord's stand-in got: the drill believes nothing else. */
import { alertNames } from '../../alerts/rules/index.ts';
import { causes } from '../../collector/catalogue/labels.ts';
import type { DiscordFacts } from '../standins/types.ts';

export interface CardSays {
  /** `PAGE`, `WARN`, `RESOLVED`, …: the word after the icon. */
  readonly word: string;
  /** What it is about, without the kind: `arb` for `edge:arb`. */
  readonly about: string;
  readonly region: string;
  /** `own_node`; null while the card names none. */
  readonly cause: string | null;
  readonly resolved: boolean;
  /** Names of the alerts on it: that of its runbook, and those of its line of alerts. */
  readonly alerts: readonly string[];
}

/** Undefined for a message that is no card (Alertmanager's own, which has another form). */
export const readCard = (facts: Pick<DiscordFacts, 'title' | 'description'>): CardSays | undefined => {
  const [state, about, region, headline] = facts.title.split(' · ');
  if (state === undefined || about === undefined || region === undefined || headline === undefined) return undefined;
  const word = state.slice(state.indexOf(' ') + 1);
  const told = /^\*\*Cause\*\* ([\w ]+)/m.exec(facts.description)?.[1] ?? '';
  const cause = causes.find((each) => each === told.trim().toLowerCase().replaceAll(' ', '_')) ?? null;
  const line = /^\*\*Alerts\*\* (.+)$/m.exec(facts.description)?.[1] ?? '';
  const runbook = /\/runbooks\/(\w+)/.exec(facts.description)?.[1] ?? '';
  const alerts = alertNames.filter((name) => name === runbook || line.split(/\W+/).includes(name));
  return { word, about, region, cause, resolved: word === 'RESOLVED', alerts };
};
