/**
 * The whole system on this machine: simulated fleet, stand-ins, the real Prometheus and Alertmanager, three collectors,
 * the router, and Grafana where there is one. Everything binds 127.0.0.1 and lives in one temporary directory.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../../collector/config/fleet.ts';
import { loadFleet } from '../../collector/config/load.ts';
import type { MonitorName } from '../../collector/policy/balancer.ts';
import { limits, scaled } from '../../collector/policy/ladder.ts';
import { kinds } from '../../exporters/kinds.ts';
import type { SimOptions, SimUrls } from '../sim/types.ts';
import { writeBooks } from '../treasury/books.ts';
import { findBinaries } from './binaries.ts';
import { edgeEnv, fleetYaml, type StackStandins, secretsOf } from './fleet.ts';
import { fillHome, makeHome } from './home.ts';
import { type StackOptions, vantagesOf } from './options.ts';
import { freePorts } from './ports.ts';
import { createProcesses, type Processes } from './processes.ts';
import {
  alertmanagerSpec,
  grafanaSpec,
  headwatch,
  loopbackUrl,
  type Ports,
  prometheusSpec,
  script,
} from './programs.ts';
import { monitored, sidecarPlaces, startSidecars } from './sidecars.ts';
import { createSimClient, type SimClient } from './simClient.ts';
import { createStandinsClient, type StandinsClient } from './standinsClient.ts';
import { type StackVantage, startVantages } from './vantages.ts';

export interface StackUrls {
  readonly statusPage: string;
  readonly standins: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly collector: string;
  readonly router: string;
  /** The simulator's control API lives below `/control`. */
  readonly sim: string;
  readonly grafana: string | undefined;
}

export interface Stack {
  readonly home: string;
  readonly urls: StackUrls;
  readonly ports: Ports;
  readonly fleet: Fleet;
  readonly scale: number;
  readonly monitor: MonitorName | undefined;
  /** From the call of `startStack` until everything answered. */
  readonly readyMs: number;
  readonly sim: SimClient;
  readonly standins: StandinsClient;
  readonly processes: Pick<Processes, 'kill' | 'restart' | 'pid' | 'isRunning'>;
  /** The central host: off and on again with its data. The fleet, stand-ins, vantages and agents run on. */
  readonly centre: { stop(): Promise<void>; start(): Promise<void> };
  /**
   * Resolves when a fault can be timed: the windows of the rules are full enough and, for cards that are no pages,
   * Alertmanager has been up for long enough that the router does not hold them.
   */
  settled(forWarnings: boolean): Promise<void>;
  stop(): Promise<void>;
}

const takePorts = async (publicPort: number | undefined, vantages: readonly StackVantage[]): Promise<Ports> => {
  const [collector = 0, router = 0, open = 0, prometheus = 0, alertmanager = 0, grafana = 0, ...rest] = await freePorts(
    6 + 2 * vantages.length,
  );
  return {
    ...{ collector, router, public: publicPort ?? open, prometheus, alertmanager, grafana },
    vantages: Object.fromEntries(vantages.map(({ name }, index) => [name, rest[2 * index] ?? 0])),
    agents: Object.fromEntries(vantages.map(({ name }, index) => [name, rest[2 * index + 1] ?? 0])),
  };
};

/** What runs on the central host. */
const central = ['collector', 'prometheus', 'alertmanager', 'router'] as const;

/** Seconds of samples that the page rules want to see first, and a little more for the first scrape. */
const windowFills = 35;

export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const started = Date.now();
  const { scale = 1, log = () => undefined } = options;
  const vantages = vantagesOf(options);
  const binaries = await findBinaries({ log });
  const ports = await takePorts(options.publicPort, vantages);
  const places = await sidecarPlaces(options.monitor);
  const home = await makeHome(options.dir);
  const temporary = options.dir === undefined && options.keep !== true;
  const processes = createProcesses({
    logs: join(home, 'logs'),
    directories: temporary ? [home] : [],
    onUnexpectedExit: (name, how, tail) => log(`${name} ended unexpectedly (${how})\n${tail}`),
  });
  const stop = async (): Promise<void> => {
    await processes.stop();
    if (temporary) await rm(home, { recursive: true, force: true });
  };

  options.signal?.addEventListener('abort', () => void processes.stop(), { once: true });
  try {
    const simulated: SimOptions = {
      ...monitored(options.monitor, places),
      ...(options.treasury === true ? { treasury: true } : {}),
    };
    // Both processes are ours and print what these types say.
    const [sim, standins] = (await Promise.all([
      processes.start({ ...script('sim', 'demo/sim/process.ts', [JSON.stringify(simulated)]), announces: true }),
      processes.start({ ...script('standins', 'demo/standins/process.ts'), announces: true }),
    ])) as [SimUrls, StackStandins];

    const yaml = fleetYaml({ sim, standins, ports, places, vantages }, options);
    await createStandinsClient(standins.url).follow(sim.control);
    const unproven = sim.treasury && (await writeBooks(home, sim.treasury));
    if (unproven !== undefined) log(unproven);
    await fillHome(home, yaml, secretsOf(standins, options));

    const env = (region: string): NodeJS.ProcessEnv => ({ HEADWATCH_HOME: home, ...edgeEnv(sim, region) });
    const ready = (port: number): string => `${loopbackUrl(port)}/readyz`;
    const generated = processes.run(headwatch('generate', ['generate', '--runtime', join(home, 'runtime')], env('eu')));
    const afterwards = async (start: () => Promise<unknown>): Promise<void> => {
      await generated;
      await start();
    };
    await Promise.all([
      afterwards(() => processes.start(prometheusSpec(binaries, home, ports))),
      afterwards(() => processes.start(alertmanagerSpec(binaries, home, ports))),
      processes.start(headwatch('collector', ['collect'], env('eu'), ready(ports.collector))),
      startSidecars(places, processes, env('eu')),
      startVantages(vantages, { processes, binaries, home, ports, generated, env: (region) => edgeEnv(sim, region) }),
      processes.start(headwatch('router', ['alert', '--scale', String(scale)], env('eu'), ready(ports.router))),
    ]);
    const grafana = binaries.grafana
      ? await processes.start(grafanaSpec(binaries.grafana, home, ports)).then(
          () => loopbackUrl(ports.grafana),
          (error: unknown) => {
            log(`Grafana does not start: ${error instanceof Error ? error.message : String(error)}`);
            return undefined;
          },
        )
      : undefined;
    const readyAt = Date.now();

    return {
      home,
      ports,
      scale,
      monitor: options.monitor,
      readyMs: readyAt - started,
      fleet: loadFleet(join(home, 'fleet.yaml'), { kinds, env: { ...process.env, ...env('eu') } }),
      urls: {
        statusPage: `${loopbackUrl(ports.public)}/`,
        standins: standins.url,
        prometheus: loopbackUrl(ports.prometheus),
        alertmanager: loopbackUrl(ports.alertmanager),
        collector: loopbackUrl(ports.collector),
        router: loopbackUrl(ports.router),
        sim: sim.control.replace(/\/+$/, ''),
        grafana,
      },
      sim: createSimClient(sim),
      standins: createStandinsClient(standins.url),
      processes,
      centre: {
        stop: async () => void (await Promise.all(central.map((name) => processes.kill(name, 'SIGTERM')))),
        start: async () => void (await Promise.all(central.map((name) => processes.restart(name)))),
      },
      settled: async (forWarnings) => {
        const held = forWarnings ? scaled(limits.alertmanagerSettled, scale) + 2 : 0;
        await sleep(Math.max(0, readyAt + Math.max(windowFills, held) * 1000 - Date.now()));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
