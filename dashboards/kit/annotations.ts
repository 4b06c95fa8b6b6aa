/** What every page of operators marks on its graphs. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Annotation } from './model.ts';
import { colors } from './states.ts';

export const standardAnnotations: readonly Annotation[] = [
  {
    name: 'Pages',
    expr: 'ALERTS{alertstate="firing",severity="page"}',
    color: colors.bad,
    titleFormat: '✖ {{alertname}}',
    textFormat: '{{scope}} {{region}}',
  },
  {
    name: 'Incidents',
    expr: `max by ${by(metrics.cause, 'scope', 'region', 'cause')} (${sel(metrics.cause)}) > 0`,
    color: colors.warn,
    titleFormat: '▲ Incident: {{cause}}',
    textFormat: '{{scope}} {{region}}',
  },
  {
    name: 'Maintenance',
    expr: `max by ${by(metrics.maintenanceActive, 'scope', 'region')} (${sel(metrics.maintenanceActive)}) > 0`,
    color: colors.plain,
    titleFormat: '■ Maintenance',
    textFormat: '{{scope}} {{region}}',
  },
];
