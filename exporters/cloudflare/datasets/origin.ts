import { createHash } from 'node:crypto';
import type { OriginClass } from '../../../collector/catalogue/cloudflareLabels.ts';
import { OriginDocument, type OriginQuery } from '../documents/documents.ts';
import { plainAddress } from '../rest/names.ts';
import { keyOf } from '../series.ts';
import { countOf, type Dataset, paged, readerOf } from './model.ts';

const { text, status, sum } = readerOf<OriginQuery>();

/** Addresses are secret: what is remembered of one, until its name is looked up, is this. */
export const addressKey = (address: string): string =>
  address === '' ? '' : createHash('sha256').update(plainAddress(address)).digest('base64url').slice(0, 16);

/** Codes by which the edge says that it did not get an answer of the origin. */
export const isUnreachableCode = (code: number): boolean => (code >= 520 && code <= 527) || code === 530;

/** @param origin status that the origin gave, 0 for none; undefined where the plan does not tell */
export const originClassOf = (edge: number, origin: number | undefined): OriginClass => {
  if (isUnreachableCode(edge) && !origin) return 'origin_unreachable';
  if (origin !== undefined && origin >= 500) return 'origin_error';
  if (edge >= 500) return 'edge_error';
  return edge >= 400 ? 'client_error' : 'ok';
};

/**
 * Requests that went to an origin. Whoever asked: a worker in front of it asks in the name of a user. Pool and origin are
 * put in place of the address when it is added (fold.ts).
 */
export const origin: Dataset = {
  name: 'origin',
  node: 'httpRequestsAdaptiveGroups',
  document: paged(OriginDocument),
  needs: ['dimensions_datetimeMinute', 'dimensions_edgeResponseStatus'],
  only: { cacheStatus_notin: { field: 'dimensions_cacheStatus', value: ['hit'] } },
  splitBy: ['originIP', 'edgeResponseStatus', 'originResponseStatus'],
  counts: 'cfOriginRequests',
  read: (row) => {
    const edge = status(row, 'edgeResponseStatus') ?? 0;
    const answered = status(row, 'originResponseStatus');
    const address = text(row, 'originIP');
    const kind = originClassOf(edge, answered);
    const unreachable = kind === 'origin_unreachable';
    // Answered by the edge alone: blocked, redirected, or from a cache.
    if (!address && !answered && !unreachable) return [];
    const at = addressKey(address ?? '');
    return [
      { key: keyOf('cfOriginRequests', at, '', kind), by: countOf(row) },
      { key: keyOf('cfOriginSeconds', at, ''), by: sum(row, 'originResponseDurationMs') },
      ...(unreachable ? [{ key: keyOf('cfOriginStatus', at, '', String(edge)), by: countOf(row) }] : []),
    ];
  },
};
