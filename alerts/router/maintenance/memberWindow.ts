/** Which windows members hear of, and under which names. Pure. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { publicText } from '../../ledger/report/publicText.ts';
import type { Window } from '../../ledger/windows.ts';
import { type MembersKind, type MembersWindow, membersMaintenanceText } from '../../notifiers/maintenanceText.ts';
import { edgeAlias, nodeAlias, publicRegion } from '../publicNames.ts';
import { nodeOfWindow } from './spare.ts';

const memberWindow = (fleet: Fleet, window: Window): MembersWindow | undefined => {
  const { from, to, ended, forced = false } = window;
  // The only words of it that a person typed.
  const reason = publicText(fleet, window.reason);
  const times = { from, to, ended, reason, forced };
  const name = nodeOfWindow(window);
  if (name !== undefined) {
    const node = fleet.nodes.find((each) => each.name === name);
    // One that serves nobody is nobody's news.
    if (node?.state !== 'serving') return undefined;
    return { ...times, about: nodeAlias(fleet, name), kind: 'node', regions: [], backup: '' };
  }
  const edge = fleet.edges.find((each) => window.scope === `edge:${each.name}`);
  if (!edge) return undefined;
  return {
    ...times,
    about: edgeAlias(fleet, edge.name),
    kind: edge.audience,
    regions: window.regions.map((region) => publicRegion(fleet, region)),
    backup: edge.journey === 'livepeer-orchestrator' ? 'your backup -ethUrl' : 'your backup RPC',
  };
};

/** Undefined for a window that members are not told of. */
export const memberTextOf = (fleet: Fleet, kind: MembersKind, window: Window, now: number): string | undefined => {
  const told = memberWindow(fleet, window);
  return told && membersMaintenanceText(kind, told, now);
};
