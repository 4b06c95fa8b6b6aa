/** What dashboards tell of incidents and planned work, in the words of the public page. */

import type { LabelsOf } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import type { IncidentStatus, Status } from '../../collector/status.ts';
import { family } from '../ledger/gauges.ts';

export interface Screen {
  /** What is no longer so is removed. */
  show(status: Pick<Status, 'openIncidents' | 'lastIncidents' | 'maintenance'>): void;
}

type Shown = readonly [LabelsOf<typeof metrics.incidentShown>, number];

const shown = ({ title, region, severity, cause, state, startedAt, resolvedAt }: IncidentStatus): Shown => [
  { title, region, severity, cause, state: state === 'resolved' ? 'over' : state === 'firing' ? 'open' : state },
  state === 'resolved' ? (resolvedAt ?? startedAt) : startedAt,
];

export const createScreen = (recorder: Recorder): Screen => {
  const incidents = family(recorder, metrics.incidentShown);
  const maintenance = family(recorder, metrics.maintenanceShown);
  return {
    show: ({ openIncidents, lastIncidents, maintenance: window }) => {
      // Latest first: of two that share their words the one that began first is told, for it is set last.
      const open = openIncidents.toSorted((a, b) => b.startedAt - a.startedAt);
      incidents([...lastIncidents.slice(0, 1), ...open].map(shown));
      maintenance(
        window === null
          ? []
          : (['from', 'to'] as const).map((bound) => [{ about: window.about, bound }, window[bound]] as const),
      );
    },
  };
};
