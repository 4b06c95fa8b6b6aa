/** What a reader can press on an incident's card, as it stands now. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { CardControls } from '../notifiers/buttons.ts';
import { cardLinks } from '../notifiers/cardLinks.ts';
import { sortAlerts } from '../notifiers/sortAlerts.ts';
import type { Incident, StoredAlert } from './incident.ts';
import type { Store } from './store/store.ts';
import { isCauseConfirmed } from './timeline.ts';

export const controlsFor = (
  { fleet, store }: { readonly fleet: Fleet; readonly store: Store },
  incident: Incident,
  alerts: readonly StoredAlert[],
): CardControls => {
  const sorted = sortAlerts(alerts);
  const top = sorted.find((alert) => alert.name === incident.headline) ?? sorted[0];
  const silence = store.silence(incident.id);
  const cause = incident.causes.at(-1)?.cause;
  const over = incident.state === 'resolved';
  const asked = over && cause !== undefined && cause !== 'unattributed' && !isCauseConfirmed(store, incident.id);
  return {
    incident: incident.id,
    open: !over,
    acknowledged: incident.ackedAt !== null,
    mayBeSilenced: (fleet.notify.discord?.roles?.silence?.length ?? 0) > 0,
    silence: silence && { by: silence.by, until: silence.until },
    confirm: asked ? cause : undefined,
    links: cardLinks(fleet, incident, top),
  };
};
