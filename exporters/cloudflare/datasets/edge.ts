import type { StatusClass } from '../../../collector/catalogue/cloudflareLabels.ts';
import { EdgeDocument, type EdgeQuery } from '../documents/documents.ts';
import { keyOf, other } from '../series.ts';
import { countOf, type Dataset, eyeball, paged, readerOf } from './model.ts';

const { text, status, sum } = readerOf<EdgeQuery>();

/** What was answered without asking an origin (developers.cloudflare.com/cache/concepts/cache-responses). */
const fromCache: ReadonlySet<string> = new Set(['hit', 'stale', 'revalidated', 'updating']);

const classes: Readonly<Record<number, StatusClass>> = { 1: '1xx', 2: '2xx', 3: '3xx', 4: '4xx', 5: '5xx' };
export const classOf = (code: number | undefined): StatusClass => classes[Math.floor((code ?? 0) / 100)] ?? 'other';

/** Codes that have a series of their own. */
export const isTold = (code: number): boolean => code === 429 || (code >= 500 && code <= 599);

/** Requests of end users as the edge answered them. */
export const edge: Dataset = {
  name: 'edge',
  node: 'httpRequestsAdaptiveGroups',
  document: paged(EdgeDocument),
  needs: ['dimensions_datetimeMinute', 'dimensions_edgeResponseStatus'],
  only: eyeball,
  splitBy: ['clientRequestHTTPHost', 'edgeResponseStatus', 'cacheStatus'],
  counts: 'cfEdgeRequests',
  read: (row, hosts) => {
    const name = text(row, 'clientRequestHTTPHost') ?? other;
    const host = hosts.has(name) ? name : other;
    const code = status(row, 'edgeResponseStatus');
    const cached = fromCache.has((text(row, 'cacheStatus') ?? '').toLowerCase()) ? 'yes' : 'no';
    const told = code !== undefined && isTold(code);
    return [
      { key: keyOf('cfEdgeRequests', host, classOf(code), cached), by: countOf(row) },
      { key: keyOf('cfEdgeBytes', host), by: sum(row, 'edgeResponseBytes') },
      { key: keyOf('cfEdgeTtfbSum', host), by: sum(row, 'edgeTimeToFirstByteMs') },
      ...(told ? [{ key: keyOf('cfEdgeStatus', host, String(code)), by: countOf(row) }] : []),
    ];
  },
};
