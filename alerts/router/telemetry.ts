/** The router's own figures, read from the store at each scrape. */
import { metrics } from '../../collector/catalogue/index.ts';
import { type Proof, proofs, sinks } from '../../collector/catalogue/labels.ts';
import type { MetricRegistry } from '../../collector/registry/registry.ts';
import type { Status } from '../../collector/status.ts';
import { type Heartbeats, recordHeartbeats } from './heartbeats/heartbeats.ts';
import { recentWindow, recordIncidents } from './incidentFigures.ts';
import type { Screen } from './screen.ts';
import type { Selfwatch } from './selfwatch/selfwatch.ts';
import type { Store } from './store/store.ts';

/** @throws when the store cannot be read: then there is nothing true to say. */
export const renderMetrics = (
  registry: MetricRegistry,
  store: Store,
  lastBeat: number | undefined,
  now: number,
  selfwatch: Pick<Selfwatch, 'paging' | 'beatAt'>,
  heartbeats: Pick<Heartbeats, 'all'>,
  screen: Screen,
  status: Status,
): Promise<string> => {
  recordHeartbeats(registry, heartbeats);
  screen.show(status);
  registry.set(metrics.incidentsOpen, {}, store.openIncidents().length);
  recordIncidents(registry, store.incidentsIn(now - recentWindow, now + 1), now);
  for (const sink of sinks) {
    const { pending, oldestAt } = store.outbox.size(sink);
    registry.set(metrics.outboxPending, { sink }, pending);
    registry.set(metrics.outboxOldest, { sink }, oldestAt === undefined ? 0 : Math.max(0, now - oldestAt));
  }
  // prom-client shows a gauge without labels as 0 before it was ever set; here that would be a beat in 1970.
  if (lastBeat === undefined) registry.clear(metrics.watchdogSeen, {});
  else registry.set(metrics.watchdogSeen, {}, lastBeat);
  const beatAt = selfwatch.beatAt();
  if (beatAt === undefined) registry.clear(metrics.deadmanBeat, {});
  else registry.set(metrics.deadmanBeat, {}, beatAt);
  const { armed, acceptedAt, heardAt } = selfwatch.paging();
  registry.set(metrics.pagingArmed, {}, armed ? 1 : 0);
  const proven: Readonly<Record<Proof, number | null>> = { accepted: acceptedAt, heard: heardAt };
  for (const proof of proofs) {
    const at = proven[proof];
    if (at === null) registry.clear(metrics.pagingProven, { proof });
    else registry.set(metrics.pagingProven, { proof }, at);
  }
  return registry.render('router');
};
