import { HealthChecksDocument, type HealthChecksQuery } from '../documents/documents.ts';
import { keyOf, labelText, other } from '../series.ts';
import { countOf, type Dataset, paged, readerOf } from './model.ts';

const { text } = readerOf<HealthChecksQuery>();

/** Results of standalone health checks. "Global" sums up the regions. */
export const healthChecks: Dataset = {
  name: 'health_checks',
  node: 'healthCheckEventsAdaptiveGroups',
  document: paged(HealthChecksDocument),
  needs: ['dimensions_datetimeMinute', 'dimensions_healthStatus'],
  only: { region_neq: { field: 'dimensions_region', value: 'Global' } },
  splitBy: ['healthCheckName', 'region', 'healthStatus'],
  counts: 'cfHealthChecks',
  read: (row) => {
    const said = (text(row, 'healthStatus') ?? '').toLowerCase();
    const status = said === 'healthy' || said === 'unhealthy' ? said : other;
    return [{ key: keyOf('cfHealthChecks', labelText(text(row, 'healthCheckName') ?? ''), status), by: countOf(row) }];
  },
};
