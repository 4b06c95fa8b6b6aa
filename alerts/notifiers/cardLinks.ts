/** Where a reader goes from an incident's card, the most useful first: Discord shows no more than a row of buttons. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Incident, StoredAlert } from '../router/incident.ts';
import { targetDashboard } from '../rules/links.ts';

export interface CardLink {
  readonly label: string;
  readonly url: string;
}

/** The node that is to blame as far as it is known, else the one that the alert itself is about. */
const nodeOf = (fleet: Fleet, { causes }: Incident, top: StoredAlert | undefined): string | undefined => {
  const isNode = (name: string): boolean => fleet.nodes.some((node) => node.name === name);
  const blamed = causes
    .at(-1)
    ?.detail.split(/[^\w.-]+/)
    .find(isNode);
  return blamed ?? [top?.labels.target ?? ''].find(isNode);
};

/** @param top the alert that the card is titled by */
export const cardLinks = (fleet: Fleet, incident: Incident, top: StoredAlert | undefined): readonly CardLink[] => {
  const node = nodeOf(fleet, incident, top);
  const nodeUrl = node === undefined ? undefined : targetDashboard(node, fleet);
  const dashboard = top?.annotations.dashboard_url;
  const link = (label: string, url: string | undefined): CardLink[] => (url === undefined ? [] : [{ label, url }]);
  return [
    ...link('Runbook', top?.annotations.runbook_url),
    ...link('Node', nodeUrl),
    // Only its service: which incident it made of a page, PagerDuty tells nobody who has a routing key alone.
    ...link('PagerDuty', incident.peak === 'page' ? fleet.notify.pagerduty?.serviceUrl : undefined),
    ...link('Dashboard', dashboard === nodeUrl ? undefined : dashboard),
    ...link('Status page', fleet.router.publicUrl),
  ];
};
