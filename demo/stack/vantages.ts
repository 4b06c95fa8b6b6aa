/** The collectors elsewhere of a stack: who they are in its fleet.yaml, and how each is started. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DemoVantage } from '../fleetFile.ts';
import type { Binaries } from './binaries.ts';
import type { Processes, ProcessSpec } from './processes.ts';
import { agentSpec, headwatch, loopback, loopbackUrl, type Ports } from './programs.ts';

export interface StackVantage {
  readonly name: string;
  readonly region: string;
  /** A Prometheus agent beside it ships its samples; otherwise the centre scrapes it. */
  readonly ships: boolean;
}

/** A host's directory of a vantage that ships, as `generate --vantage` writes it. */
const directoryOf = (home: string, name: string): string => join(home, 'generated', 'vantages', name);

/** How fleet.yaml names them: those that ship listen, the others are scraped. */
export const demoVantages = (vantages: readonly StackVantage[], ports: Ports): Readonly<Record<string, DemoVantage>> =>
  Object.fromEntries(
    vantages.map(({ name, region, ships }) => [
      name,
      { region, [ships ? 'listen' : 'scrape']: loopback(ports.vantages[name] ?? 0) },
    ]),
  );

/** Prometheus 3 made a flag of what was a feature. */
const agentFlag = async ({ prometheus }: Binaries): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(prometheus, ['--version']);
  return /version 2\./.test(stdout + stderr) ? '--enable-feature=agent' : '--agent';
};

export interface StartOptions {
  readonly processes: Pick<Processes, 'start' | 'run'>;
  readonly binaries: Binaries;
  readonly home: string;
  readonly ports: Ports;
  /** Done when the home's own tree is written: a directory that appears under its hands would be taken for an orphan. */
  readonly generated: Promise<unknown>;
  /** What a collector in a region gets from its environment. */
  readonly env: (region: string) => NodeJS.ProcessEnv;
}

/** Those that are scraped read the central fleet.yaml; those that ship run from a directory of their own alone. */
export const startVantages = async (
  vantages: readonly StackVantage[],
  { processes, binaries, home, ports, generated, env }: StartOptions,
): Promise<void> => {
  const collector = (name: string, region: string, args: readonly string[], more: NodeJS.ProcessEnv) => {
    const ready = `${loopbackUrl(ports.vantages[name] ?? 0)}/readyz`;
    return processes.start(
      headwatch(`collector-${name}`, ['collect', '--vantage', name, ...args], { ...env(region), ...more }, ready),
    );
  };
  const ship = async ({ name, region }: StackVantage): Promise<void> => {
    const directory = directoryOf(home, name);
    await generated;
    const write = ['generate', '--vantage', name];
    await processes.run(headwatch(`generate-${name}`, write, { HEADWATCH_HOME: home }));
    const spec: ProcessSpec = agentSpec(binaries, await agentFlag(binaries), name, directory, home, ports);
    await Promise.all([
      processes.start(spec),
      collector(name, region, ['--config', join(directory, 'fleet.yaml')], { HEADWATCH_HOME: directory }),
    ]);
  };
  await Promise.all(
    vantages.map((vantage) =>
      vantage.ships ? ship(vantage) : collector(vantage.name, vantage.region, [], { HEADWATCH_HOME: home }),
    ),
  );
};
