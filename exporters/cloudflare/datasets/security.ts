import { SecurityDocument, type SecurityQuery } from '../documents/documents.ts';
import { keyOf, labelText, other } from '../series.ts';
import { countOf, type Dataset, paged, readerOf } from './model.ts';

const { text } = readerOf<SecurityQuery>();

/** What rules of Cloudflare acted upon. Sources have been seen in both cases. */
export const security: Dataset = {
  name: 'security',
  node: 'firewallEventsAdaptiveGroups',
  document: paged(SecurityDocument),
  needs: ['dimensions_datetimeMinute', 'dimensions_action'],
  only: {},
  splitBy: ['clientRequestHTTPHost', 'source', 'action'],
  counts: 'cfSecurityEvents',
  read: (row, hosts) => {
    const host = text(row, 'clientRequestHTTPHost') ?? other;
    const word = (name: 'action' | 'source'): string => labelText((text(row, name) ?? '').toLowerCase());
    return [
      {
        key: keyOf('cfSecurityEvents', hosts.has(host) ? host : other, word('action'), word('source')),
        by: countOf(row),
      },
    ];
  },
};
