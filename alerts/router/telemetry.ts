/** The router's own figures, read from the store at each scrape. */
import { metrics } from '../../collector/catalogue/index.ts';
import { sinks } from '../../collector/catalogue/labels.ts';
import type { MetricRegistry } from '../../collector/registry/registry.ts';
import type { Store } from './store/store.ts';

/** @throws when the store cannot be read: then there is nothing true to say. */
export const renderMetrics = (
  registry: MetricRegistry,
  store: Store,
  lastBeat: number | undefined,
  now: number,
): Promise<string> => {
  registry.set(metrics.incidentsOpen, {}, store.openIncidents().length);
  for (const sink of sinks) {
    const { pending, oldestAt } = store.outbox.size(sink);
    registry.set(metrics.outboxPending, { sink }, pending);
    registry.set(metrics.outboxOldest, { sink }, oldestAt === undefined ? 0 : Math.max(0, now - oldestAt));
  }
  // prom-client shows a gauge without labels as 0 before it was ever set; here that would be a beat in 1970.
  if (lastBeat === undefined) registry.clear(metrics.watchdogSeen, {});
  else registry.set(metrics.watchdogSeen, {}, lastBeat);
  return registry.render('router');
};
