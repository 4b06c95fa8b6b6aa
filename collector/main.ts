/** The collector process: joins the exporters to the fast lane, the slow probes, the registry and the listener. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { feedKind, journeyKinds, loadCloudflare, loadTreasury, nodeKinds, rollupKind } from '../exporters/index.ts';
import { metrics } from './catalogue/index.ts';
import type { Fleet } from './config/fleet.ts';
import { watchConsistency } from './consistency/watch.ts';
import { watchFeeds } from './feed/feeds.ts';
import { buildView } from './http/buildView.ts';
import { recordingHeader } from './http/recording.ts';
import { startServer } from './http/server.ts';
import { createJourneys, type Journeys } from './journey/journeys.ts';
import { startKeyChecks } from './journey/keyCheck.ts';
import { watchLinks } from './l1Link/links.ts';
import { createLateParts } from './lateParts.ts';
import { watchLife } from './life/life.ts';
import { type Log, silentLog } from './log.ts';
import { createNodeProbes } from './nodeProbes.ts';
import { limits } from './policy/ladder.ts';
import type { NodeKind } from './probe/api.ts';
import type { CloudflareKind } from './probe/cloudflare.ts';
import type { TreasuryKind } from './probe/treasury.ts';
import { createFlightRecorder } from './record/flightRecorder.ts';
import { tellRecording } from './record/tellRecording.ts';
import { createRegistry, type MetricRegistry } from './registry/registry.ts';
import { watchSidecars } from './sidecar/watchSidecars.ts';
import { assemble } from './tick/assemble.ts';
import type { ChainWatch } from './tick/chainWatch.ts';
import { createControls } from './tick/controls.ts';
import { watchElsewhere } from './tick/elsewhere.ts';
import { createHouseKeeper } from './tick/house.ts';
import { createJoining } from './tick/joining.ts';
import { moneySources } from './tick/moneySources.ts';
import { openCounters, recordVerdict } from './tick/recordTarget.ts';
import type { EdgeRuntime, NodeRuntime, ReferenceRuntime } from './tick/runtime.ts';
import { schedule } from './tick/scheduler.ts';
import { createWatches } from './tick/watches.ts';
import { version } from './version.ts';

export interface CollectorOptions {
  readonly fleet: Fleet;
  /** Name of the vantage that this process is; the fleet's own one is the central collector. */
  readonly vantage?: string;
  readonly log?: Log;
}

export interface Collector {
  readonly registry: MetricRegistry;
  readonly watches: readonly ChainWatch[];
  stop(): Promise<void>;
}

const kinds: Readonly<Record<string, NodeKind>> = nodeKinds;

/** @throws Error when the listener cannot bind, with the address and what to change */
export const startCollector = async ({
  fleet,
  vantage = fleet.vantage,
  log = silentLog,
}: CollectorOptions): Promise<Collector> => {
  const central = vantage === fleet.vantage;
  const startedAt = Date.now() / 1000;
  const registry = createRegistry(['fast', 'slow']);
  const { targets, pools } = assemble({
    fleet,
    vantage,
    central,
    kinds,
    plainLight: nodeKinds.evm.light,
    recorder: registry,
  });
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  const edges = targets.filter((target): target is EdgeRuntime => target.role === 'edge');
  const references = targets.filter((target): target is ReferenceRuntime => target.role === 'reference');
  const record = createFlightRecorder();
  const controls = createControls(fleet, (asked, answered) => record.event({ kind: 'controls', asked, answered }));
  const elsewhere = central ? watchElsewhere(fleet) : undefined;
  const sidecars = central ? watchSidecars(fleet) : undefined;
  const joining = createJoining(nodes);
  const probes = createNodeProbes({ fleet, nodes, kinds, recorder: registry });

  const everythingFails = (): boolean => {
    if (targets.length <= 1 || targets.some((target) => target.failure === undefined)) return false;
    // At most once a second. Waiting for the controls' own round would blame every node for our network first.
    void controls.blindAfter(performance.now() - 1000);
    return fleet.controls.length === 0 || controls.blind();
  };
  const blind = (): boolean => controls.blind() || everythingFails();

  let journeys: Journeys | undefined;
  const common = { fleet, targets, recorder: registry, controls, everythingFails, log, record };
  const lightRecovered = (edge: EdgeRuntime): void => journeys?.lightRecovered(edge);
  const watches = createWatches({ ...common, vantage, lightRecovered });
  journeys = createJourneys({ ...common, watches, kinds: journeyKinds });

  for (const node of nodes) recordVerdict(registry, node);
  for (const edge of edges) openCounters(registry, edge);
  registry.set(metrics.buildInfo, { vantage, version }, 1);

  const house = {
    fleet,
    vantage,
    watches,
    nodes,
    edges,
    recorder: registry,
    elsewhere: () => elsewhere?.edges() ?? [],
  };
  const links = central ? watchLinks({ ...common, vantage, watches, kind: rollupKind }) : undefined;
  const consistency = central ? watchConsistency({ fleet, watches, recorder: registry }) : undefined;
  const feeds = central
    ? watchFeeds({ fleet, vantage, targets, watches, recorder: registry, kind: feedKind })
    : undefined;
  const seesInternet = async (): Promise<boolean | undefined> =>
    fleet.controls.length === 0 ? undefined : !(await controls.blindAfter(performance.now()));
  const life = watchLife({ fleet, vantage, central, targets, watches, controls, recorder: registry });
  const keeper = createHouseKeeper(links ? { ...house, links: links.verdicts } : house);
  const late = createLateParts(log);
  let cloudflare: ReturnType<CloudflareKind> | undefined;
  let treasury: ReturnType<TreasuryKind>;
  let judgedAt = 0;
  const ticked = watches.map((watch) => ({
    missed: watch.missed,
    run: async (at: number, tainted: boolean) => {
      try {
        await watch.run(at, tainted);
        judgedAt = Date.now() / 1000;
      } catch (error) {
        // A defect of ours must not end the process. It is not counted as a tick, so MonitorDead tells of it.
        log.error({ chain: watch.chain.name, error: error instanceof Error ? error.name : 'unknown' }, 'tick failed');
      }
      registry.set(metrics.vantageBlind, { vantage }, blind() ? 1 : 0);
      if (central) keeper.keep();
      joining.look(Date.now() / 1000);
    },
  }));
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const listen = central
    ? fleet.collector.listen
    : (fleet.vantages.find(({ name }) => name === vantage)?.scrape ?? fleet.collector.listen);
  const view = {
    ...house,
    central,
    startedAt,
    references,
    causes: keeper.causes,
    judgedAt: () => judgedAt,
    blind,
    lbOf: (name: string) => sidecars?.of(name),
    joiningOf: (node: NodeRuntime) => joining.of(node, Date.now() / 1000),
  };
  const release = async (): Promise<void> => {
    delay.disable();
    await Promise.all([
      journeys?.stop(),
      controls.stop(),
      elsewhere?.stop(),
      feeds?.stop(),
      life.stop(),
      cloudflare?.stop(),
      treasury?.stop(),
      sidecars?.stop(),
      ...pools.map((pool) => pool.close()),
    ]);
  };
  // First of all: without its address the process must end, not tick on unseen.
  const server = await startServer({
    listen,
    names: fleet.vantages.flatMap(({ scrape }) => scrape ?? []),
    registry,
    view: () => buildView(view),
    recording: (range) => tellRecording(record, recordingHeader(view), range),
    notReady: () => (watches.length > 0 && judgedAt === 0 ? 'no tick has been judged yet' : late.missing()),
    debugProbe: probes.replay,
    beforeScrape: () => {
      registry.set(metrics.eventLoopDelay, { vantage }, delay.max / 1e9);
      delay.reset();
    },
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  // The counters of seconds begin here.
  registry.set(metrics.collectorStart, { vantage }, Date.now() / 1000);
  const stopTicks = schedule(ticked);
  journeys.start();
  links?.start();
  consistency?.start();
  const deadlineOf = (chain: string): number => fleet.ladders[chain]?.deadline ?? limits.journeyEvery;
  const stopKeyChecks = startKeyChecks(edges, deadlineOf, blind, registry);
  const stopProbes = probes.start();

  // Last, while the ticks go on: what these tell comes a minute later anyway.
  if (central) {
    const about = { fleet, recorder: registry, log };
    const sources = () => moneySources(fleet, nodes);
    cloudflare = await late.begin('cloudflare', async () => (await loadCloudflare())({ ...about, seesInternet }));
    treasury = await late.begin('treasury', async () => (await loadTreasury())({ ...about, sources }));
  }

  log.info({ vantage, central, listen, targets: targets.length, chains: watches.length }, 'collector is up');
  return {
    registry,
    watches,
    stop: async () => {
      stopTicks();
      links?.stop();
      consistency?.stop();
      stopProbes();
      await stopKeyChecks();
      await server.stop();
      await release();
    },
  };
};
