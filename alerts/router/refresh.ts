/** Looks again at what is open: a cause, a verdict or a region may have changed although no alert has. */
import { isWorthEdit, materialOf, withCause } from './cards.ts';
import type { Incident } from './incident.ts';
import type { KnownCause } from './knowledge.ts';
import { oweCard } from './lifecycle.ts';
import { type MembersSources, oweMembers } from './membersDesk.ts';

export interface RefreshSources extends MembersSources {
  readonly cause: (scope: string, region: string) => Promise<KnownCause | undefined>;
  /** Whether there is a sink to owe anything to. */
  readonly cards: boolean;
  readonly members: boolean;
}

const refreshCard = async (sources: RefreshSources, incident: Incident): Promise<void> => {
  const { store, now } = sources;
  const learned = withCause(incident, await sources.cause(incident.scope, incident.region), now());
  const alerts = store.alertsOf(incident.id);
  // Also where there is no card to edit: what is seen of an outage is kept.
  const facts = sources.facts(learned, alerts);
  if (incident.messageId === null || !isWorthEdit(learned, materialOf(learned, alerts, facts), now())) return;
  const current = store.incident(incident.id);
  if (current && current.state !== 'resolved') store.transaction(() => oweCard(store, current, false, now()));
};

/** Makes owed what has changed. @throws when the store cannot be used */
export const refresh = async (sources: RefreshSources): Promise<void> => {
  if (sources.cards) for (const incident of sources.store.openIncidents()) await refreshCard(sources, incident);
  if (sources.members) oweMembers(sources);
};
