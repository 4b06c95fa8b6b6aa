import { LoadBalancingDocument, type LoadBalancingQuery } from '../documents/documents.ts';
import { poolName } from '../rest/names.ts';
import { keyOf, labelText } from '../series.ts';
import { countOf, type Dataset, paged, readerOf } from './model.ts';

const { text } = readerOf<LoadBalancingQuery>();

/** A decision that found no pool names none. */
const noPool = 'none';
const noError: ReadonlySet<string> = new Set(['', 'none', 'no error', 'noerror']);

/** Decisions of load balancers. Resolutions are cached up to 5 s, so that these are shares and no totals. */
export const loadBalancing: Dataset = {
  name: 'load_balancing',
  node: 'loadBalancingRequestsAdaptiveGroups',
  document: paged(LoadBalancingDocument),
  needs: ['dimensions_datetimeMinute', 'dimensions_lbName'],
  only: {},
  splitBy: ['lbName', 'selectedPoolName', 'region', 'errorType'],
  counts: 'cfBalancerRequests',
  read: (row) => {
    const balancer = labelText(text(row, 'lbName') ?? '');
    const name = text(row, 'selectedPoolName') ?? '';
    const pool = name === '' ? noPool : labelText(poolName({ id: text(row, 'selectedPoolId') ?? '', name }));
    const error = (text(row, 'errorType') ?? '').toLowerCase();
    return [
      { key: keyOf('cfBalancerRequests', balancer, pool, labelText(text(row, 'region') ?? '')), by: countOf(row) },
      ...(noError.has(error) ? [] : [{ key: keyOf('cfBalancerErrors', balancer, labelText(error)), by: countOf(row) }]),
    ];
  },
};
