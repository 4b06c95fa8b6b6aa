/** How often the isolation of all origins was verified: for members, who learn that it is tried, never what. */
import { metrics } from '../../collector/catalogue/index.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Status } from '../../collector/status.ts';
import type { Ask } from './fetchJson.ts';
import { queryNow } from './knowledge.ts';

const days = 30;
/** Seconds for which a count is good: it grows by one in ten minutes. */
const goodFor = 300;

const query = `sum(increase(${sel(metrics.isolationChecked, { result: 'closed' })}[${days}d]))`;

/**
 * Asked when it is wanted and the last count is old; told is what is known by then.
 * @param now Unix seconds
 */
export const createIsolationCount = (fleet: Fleet, now: () => number, ask: Ask): (() => Status['isolation']) => {
  let known: Status['isolation'];
  let askedAt = Number.NEGATIVE_INFINITY;
  const refresh = async (): Promise<void> => {
    const samples = await queryNow(fleet.prometheus.url, query, ask);
    const value = samples?.[0]?.value;
    known = value !== undefined && Number.isFinite(value) ? { verified: Math.round(value), days } : undefined;
  };
  return () => {
    if (!fleet.isolation) return undefined;
    if (now() - askedAt >= goodFor) {
      askedAt = now();
      void refresh().catch(() => undefined);
    }
    return known;
  };
};
