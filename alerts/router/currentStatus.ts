/** `status.json` as it is now, from all that the router has at hand; put together at most about once a second. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Status } from '../../collector/status.ts';
import type { LedgerDesk } from './ledgerDesk.ts';
import { isDrill } from './selfwatch/drillAlert.ts';
import { buildStatus } from './status.ts';
import type { Store } from './store/store.ts';
import type { Watch } from './watch.ts';
import { within } from './within.ts';

export interface CurrentStatusSources {
  readonly fleet: Fleet;
  readonly store: Pick<Store, 'openIncidents' | 'lastIncidents'>;
  readonly now: () => number;
  readonly watch: Pick<Watch, 'lastView' | 'elsewhere'>;
  readonly ledger: LedgerDesk['ledger'];
  /** What is missing or failing, as sentences for anyone. */
  readonly standing: () => readonly string[];
  readonly isolation: () => Status['isolation'];
}

/** @throws when the store cannot be used */
export const createCurrentStatus = (sources: CurrentStatusSources): (() => Status) => {
  const { fleet, store, now, watch, ledger, standing, isolation } = sources;
  let latest: Status | undefined;
  return () => {
    if (latest && within(now(), latest.at, 0.9)) return latest;
    const elsewhere = watch.elsewhere();
    const over = store.lastIncidents(30).filter((incident) => incident.state === 'resolved' && !isDrill(incident));
    latest = buildStatus({
      fleet,
      now: now(),
      view: watch.lastView(),
      readings: elsewhere?.readings,
      watching: elsewhere?.watching ?? 0,
      open: store.openIncidents().filter((incident) => !isDrill(incident)),
      last: over.slice(0, 10),
      standing: standing(),
      sla: ledger()?.slaStatus() ?? undefined,
      maintenance: ledger()?.maintenance() ?? undefined,
      isolation: isolation(),
    });
    return latest;
  };
};
