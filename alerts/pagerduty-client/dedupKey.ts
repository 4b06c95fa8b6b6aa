import { createHash } from 'node:crypto';

/**
 * The key under which Alertmanager's own PagerDuty receiver files an alert group: the lower-case sha256 hex of the
 * group key that its webhook sends along. With it we can acknowledge or resolve what Alertmanager triggered.
 */
export const dedupKeyOf = (groupKey: string): string => createHash('sha256').update(groupKey).digest('hex');
