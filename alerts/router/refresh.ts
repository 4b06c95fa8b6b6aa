/** Looks again at what is open: a cause, a verdict or a region may have changed although no alert has. */
import { peopleMaterial } from './actions.ts';
import { isWorthEdit, materialOf, withCause } from './cards.ts';
import type { Incident } from './incident.ts';
import type { KnownCause } from './knowledge.ts';
import { type MembersSources, oweMembers } from './membersDesk.ts';
import { oweCard } from './oweCard.ts';
import type { Store } from './store/store.ts';
import { causeEntries, isCauseConfirmed, noteAll } from './timeline.ts';

export interface RefreshSources extends MembersSources {
  readonly cause: (scope: string, region: string) => Promise<KnownCause | undefined>;
  /** Whether there is a sink to owe anything to. */
  readonly cards: boolean;
  readonly members: boolean;
}

/** Keeps what was learned of the cause, whether or not there is a card to tell it. */
const keepCause = (store: Store, learned: Incident, at: number): void =>
  store.transaction(() => {
    const current = store.incident(learned.id);
    if (!current || isCauseConfirmed(store, learned.id)) return;
    const entries = causeEntries(current.causes, learned.causes, at);
    if (entries.length === 0) return;
    store.saveIncident({ ...current, causes: learned.causes });
    noteAll(store, learned.id, entries);
  });

const refreshCard = async (sources: RefreshSources, incident: Incident): Promise<void> => {
  const { store, now } = sources;
  const cause = isCauseConfirmed(store, incident.id) ? undefined : await sources.cause(incident.scope, incident.region);
  const learned = withCause(incident, cause, now());
  if (learned !== incident) keepCause(store, learned, now());
  const alerts = store.alertsOf(incident.id);
  // Also where there is no card to edit: what is seen of an outage is kept.
  const facts = sources.facts(learned, alerts);
  const material = materialOf(learned, alerts, facts) + peopleMaterial(store, incident.id);
  if (!sources.cards || incident.messageId === null || !isWorthEdit(learned, material, now())) return;
  const current = store.incident(incident.id);
  if (current && current.state !== 'resolved') store.transaction(() => oweCard(store, current, false, now()));
};

/** Makes owed what has changed. @throws when the store cannot be used */
export const refresh = async (sources: RefreshSources): Promise<void> => {
  for (const incident of sources.store.openIncidents()) await refreshCard(sources, incident);
  if (sources.members) oweMembers(sources);
};
