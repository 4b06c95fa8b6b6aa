/** The router process: joins the store, the desk, the sinks, the loops and the two listeners. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { isShut } from '../../collector/config/routerToken.ts';
import { createBoundedServer, privateLimits, publicLimits } from '../../collector/http/boundedServer.ts';
import { listenOn } from '../../collector/http/server.ts';
import { type Log, silentLog } from '../../collector/log.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { createRegistry } from '../../collector/registry/registry.ts';
import type { Status } from '../../collector/status.ts';
import type { MonthFigures } from '../ledger/model.ts';
import { createActions } from './actions.ts';
import { createBotDesk } from './botDesk.ts';
import { askCost } from './budgetFacts.ts';
import { createCommits } from './commit.ts';
import { createCurrentStatus } from './currentStatus.ts';
import { createDesk, needsProof } from './desk.ts';
import { askFailedDeliveries } from './digest/dailyFacts.ts';
import { createDigests } from './digest/digests.ts';
import { askMoney } from './digest/moneyFacts.ts';
import { every } from './every.ts';
import { createFacts } from './facts.ts';
import { createHeartbeats } from './heartbeats/heartbeats.ts';
import { holdCard } from './hold.ts';
import { privateApp } from './http/private.ts';
import { publicApp } from './http/public.ts';
import type { Incident } from './incident.ts';
import { createIsolationCount } from './isolationCount.ts';
import { keptIncident } from './keptIncident.ts';
import { startLedger } from './ledgerDesk.ts';
import { addressOf, closeListener } from './listener.ts';
import { causeInMaintenance } from './maintenance/cause.ts';
import { createDoor } from './maintenance/door.ts';
import { createMaintenanceJob } from './maintenance/job.ts';
import { openBot } from './openBot.ts';
import { createPublisher } from './publish.ts';
import { createRecordings } from './recording/recordings.ts';
import { refresh } from './refresh.ts';
import { createScreen } from './screen.ts';
import { createSelfwatch } from './selfwatch/selfwatch.ts';
import { createVersions } from './selfwatch/versions.ts';
import { changeOfWindow } from './selfwatch/windowChanges.ts';
import { openSinks } from './sinks.ts';
import { standingLines } from './standing.ts';
import { openStore, storeFile } from './store/store.ts';
import { renderMetrics } from './telemetry.ts';
import { createWatch } from './watch.ts';

export interface RouterOptions {
  readonly fleet: Fleet;
  /** The page; with `renew`, a copy of it that is renewed every so many seconds. */
  readonly renderStatusPage: (status: Status, renew?: number) => string;
  /** Content security policy that the page needs. */
  readonly pagePolicy?: string;
  /** Shortens limits above a minute, for drills. */
  readonly scale?: number;
  readonly log?: Log;
}

export interface Router {
  /** Where the listeners are; with port 0 in fleet.yaml only this tells. */
  readonly privateUrl: string;
  readonly publicUrl: string;
  stop(): Promise<void>;
}

const keepFor = 400 * 86_400;

/**
 * @throws ConfigError for a secret that cannot be what it should be; Error when an address is taken or the store
 * cannot be opened
 */
export const startRouter = async (options: RouterOptions): Promise<Router> => {
  const { fleet, renderStatusPage, pagePolicy, scale = 1, log = silentLog } = options;
  const now = (): number => Date.now() / 1000;
  const registry = createRegistry(['router']);
  const store = openStore(storeFile(fleet.home));
  const standing = standingLines(fleet);
  const watch = createWatch(fleet, scale, now);
  const { commit, stop: stopCommits } = createCommits(store, log);
  const books = startLedger({ fleet, store, now, scale, registry, log });
  const month = (edge: string, name: string): MonthFigures | undefined => books.ledger()?.month(edge, name);
  const facts = createFacts({ fleet, store, now, lastView: watch.lastView, elsewhere: watch.elsewhere, month });
  const { ledger } = books;
  const wake = (): void => sinks.wake();
  const work = createMaintenanceJob({
    ...{ fleet, store, now, ledger, view: watch.view, wake },
    onWindow: changeOfWindow({ fleet, store, now }),
  });
  const maintenance = createDoor({ fleet, store, now, ledger, view: watch.view, job: work });
  const cause = async (scope: string, region: string) =>
    causeInMaintenance(fleet, store, work.nodesInWork(), scope, region) ?? (await watch.cause(scope, region));
  const bot = openBot({ fleet, log, now, handle: (asked) => answer(asked) });
  const sinks = openSinks({
    fleet,
    store,
    registry,
    log,
    now,
    commit,
    bot,
    sources: {
      facts,
      cost: (incident, outage) => askCost(fleet, incident, outage, now(), { timeoutMs: 2000 }),
      cause,
      hold: (incident, alerts) => holdCard(incident, alerts, watch.hold),
    },
  });
  const { cards, members, pages } = sinks;
  const desk = createDesk({ fleet, store, now, scale, cards, pages, wake: sinks.wake });
  const { alertmanagers } = fleet;
  const actions = createActions({ store, alertmanagers, now, scale, cards, pages, wake: sinks.wake });
  const recordings = createRecordings({ fleet, store, now });
  const learn = async (): Promise<void> => desk.learn(await watch.evidence());

  const look = async (): Promise<void> => {
    await refresh({ fleet, store, now, facts, cause, cards, members });
    sinks.lookBeside();
    sinks.wake();
  };

  const renderCopy = (of: Status): string => renderStatusPage(of, limits.publishEvery);
  const isolation = createIsolationCount(fleet, now, { timeoutMs: 5_000 });
  const status = createCurrentStatus({
    ...{ fleet, store, now, watch, ledger, isolation },
    standing: () => [...standing, ...(publisher?.standing() ?? []), ...books.standing(), ...(bot?.standing() ?? [])],
  });
  const answer = createBotDesk({
    ...{ roles: fleet.notify.discord?.roles, store, actions, status, log },
    ...{ maintenance, now },
  });
  const publisher = fleet.publish && createPublisher({ ...fleet.publish, status, render: renderCopy, log });
  const notReady = (): string | undefined => {
    try {
      store.write('ready', String(now()));
      return undefined;
    } catch {
      return 'the store cannot write';
    }
  };

  const selfwatch = createSelfwatch({
    ...{ fleet, store, now, scale, log, notReady, lastBeat: desk.lastBeat, prometheusSeen: desk.prometheusSeen },
    ledgerRun: () => books.ledger()?.lastRun(),
  });
  const digests = createDigests({
    ...{ fleet, store, now, log, status, view: watch.view, ledger: books.ledger },
    money: askMoney(fleet),
    failedDeliveries: (seconds) => askFailedDeliveries(fleet, seconds, { timeoutMs: 5000 }),
  });
  const told = (incidents: readonly Incident[]) =>
    incidents.map((incident) => ({ incident, alerts: store.alertsOf(incident.id) }));
  const heartbeats = createHeartbeats({ fleet, store, now });
  const versions = createVersions({ fleet, store, now });
  const screen = createScreen(registry);
  const inside = createBoundedServer(
    privateApp({
      fleet,
      ledger,
      maintenance,
      listen: fleet.router.listen,
      now,
      receive: async (alerts) => desk.receive(alerts, needsProof(alerts) ? await watch.prometheus() : undefined),
      actions,
      incidents: (count) => told(store.lastIncidents(count)),
      incidentsIn: (from, to) => told(store.incidentsIn(from, to)),
      kept: (id) => keptIncident(store, recordings, id),
      recording: recordings.read,
      digests,
      selfwatch,
      heartbeats,
      notReady,
      metrics: () => {
        books.ledger()?.beforeScrape();
        return renderMetrics(registry, store, desk.lastBeat(), now(), selfwatch, heartbeats, screen, status());
      },
      contentType: registry.contentType,
      onRefused: (why) => log.error({ why }, 'a webhook of Alertmanager could not be taken'),
    }),
    privateLimits,
  );
  const outside = createBoundedServer(publicApp({ status, renderStatusPage, pagePolicy }), publicLimits);
  // Whether Prometheus is well decides what a resolve is worth, so it is asked before the first webhook.
  const firstLook = Promise.all([learn(), watch.look(), watch.lookElsewhere()]);
  await Promise.race([firstLook, new Promise((go) => setTimeout(go, 1000))]);
  try {
    await listenOn(inside, fleet.router.listen);
    await listenOn(outside, fleet.router.public);
  } catch (error) {
    inside.close();
    await sinks.stop();
    store.close();
    throw error;
  }

  const failed = (loop: string) => (error: unknown) =>
    log.error({ loop, error: error instanceof Error ? error.name : 'error' }, 'a loop of the router failed');
  const loops = [
    every(1, watch.look, failed('view'), 0),
    every(2, watch.lookElsewhere, failed('regions'), 0),
    every(10, learn, failed('reconcile')),
    every(5, desk.checkWatchdog, failed('watchdog')),
    every(5, look, failed('refresh')),
    every(5, actions.tend, failed('silences')),
    every(5, work.tend, failed('maintenance'), 1),
    every(60, books.run, books.failed, 5),
    every(limits.beatEvery, selfwatch.beat, failed('beat'), 20),
    every(60, selfwatch.prove, failed('proof'), 30),
    every(15, () => versions.look(watch.view()), failed('versions')),
    ...(publisher ? [every(limits.publishEvery, publisher.publish, failed('publish'), 0)] : []),
    every(5, recordings.tend, failed('recordings'), 1),
    every(3600, () => store.prune(now() - keepFor), failed('prune'), 60),
    every(3600, recordings.prune, failed('recordings'), 90),
  ];
  const telling = digests.start();
  bot?.start();
  sinks.wake();
  if (isShut(fleet))
    log.error({ file: fleet.router.token?.file }, 'the token that fleet.yaml names cannot be read: nobody is let in');
  log.info({ private: addressOf(inside), public: addressOf(outside), scale, standing }, 'router is up');

  return {
    privateUrl: addressOf(inside),
    publicUrl: addressOf(outside),
    stop: async () => {
      stopCommits();
      books.stop();
      await Promise.all([
        closeListener(inside),
        closeListener(outside),
        telling.stop(),
        ...loops.map((loop) => loop.stop()),
      ]);
      await Promise.all([sinks.stop(), bot?.stop()]);
      store.close();
    },
  };
};
