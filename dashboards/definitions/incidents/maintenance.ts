/** Planned work. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { TablePanel } from '../../kit/model.ts';
import { noLimit } from '../../kit/states.ts';

/** Of edges and nodes alike. */
export const maintenance: TablePanel = {
  drill: { title: 'Is it up?', to: 'status' },
  kind: 'table',
  key: 'maintenance',
  title: 'Planned work under way',
  width: 24,
  height: 5,
  noValue: '? none known',
  about: {
    shows: 'Windows of planned work that are open now.',
    healthy: 'Empty, or the one that you opened. It silences nothing: members are asked every second all the same.',
    act: 'End one that is over: headwatch maintenance stop.',
  },
  unit: 'none',
  thresholds: noLimit,
  by: { scope: 'Scope', region: 'Region' },
  columns: [
    {
      title: 'Windows',
      unit: 'none',
      decimals: 0,
      expr: `sum by ${by(metrics.maintenanceActive, 'scope', 'region')} (${sel(metrics.maintenanceActive)})`,
    },
  ],
};
