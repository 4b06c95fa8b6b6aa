import type { Command } from 'commander';
import { kinds } from '../../exporters/kinds.ts';
import { CommandError, exitCodes, out } from '../io.ts';
import { untilStopped } from '../untilStopped.ts';

interface Options {
  readonly config?: string;
  readonly node: readonly string[];
  readonly rpc?: string;
  readonly listen?: string;
}

interface DrainOptions {
  readonly config?: string;
  readonly for: string;
  readonly reason: string;
}

const configOption = [
  '--config <file>',
  'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)',
] as const;

export const registerSidecar = (program: Command): void => {
  const sidecar = program
    .command('sidecar')
    .description("Answer the load balancer's check of a node on this host: GET /lb/NODE says 200 or 503 (9763).")
    .option('--node <name...>', 'nodes of fleet.yaml that run on this host')
    .option('--rpc <url>', 'where the node is asked, instead of its address in fleet.yaml; with one node only')
    .option('--listen <host:port>', 'instead of sidecar.listen of fleet.yaml')
    .option(...configOption)
    .addHelpText(
      'after',
      `
503 only on evidence that another member of the same edge is strictly better; docs/load-balancer.md says how to set
Cloudflare's monitor up. Variables and secrets of fleet.yaml that it does not need may be missing on this host.

Examples:
  headwatch sidecar --node arb-eu --rpc http://127.0.0.1:8547
  headwatch sidecar --node eth-a beacon-a --listen 10.8.0.21:9763
  headwatch sidecar drain arb-eu --for 30m --reason "nitro 3.9"

It runs until Ctrl-C or SIGTERM. Exit codes: 0 stopped, 1 failed, 2 bad fleet file or usage.`,
    )
    .action(run);

  sidecar
    .command('drain')
    .description('Ask the sidecar on this host to take its node out for a while, if the edge can spare it.')
    .argument('<node>', 'node of fleet.yaml that runs on this host')
    .option('--for <duration>', 'how long at most: 30m, 2h', '1h')
    .option('--reason <text>', 'what is done', 'maintenance')
    .option(...configOption)
    .addHelpText('after', '\nExample:\n  headwatch sidecar drain arb-eu --for 30m --reason "nitro 3.9"')
    .action(drain);

  sidecar
    .command('admit')
    .description('End a drain now; the check decides again.')
    .argument('<node>', 'node of fleet.yaml that runs on this host')
    .option(...configOption)
    .addHelpText('after', '\nExample:\n  headwatch sidecar admit arb-eu')
    .action(admit);
};

/** Addresses of others may hold variables that this host has no business with; those of its own nodes may not. */
const fleetFor = async (config: string | undefined, nodes: readonly string[], ownRpc: boolean) => {
  const { configPath } = await import('../../collector/config/path.ts');
  const { loadFleetDraft } = await import('../../collector/config/load.ts');
  const { fleet, unset } = loadFleetDraft(configPath(config), { kinds, allowUnset: true });
  for (const name of nodes) {
    const index = fleet.nodes.findIndex((node) => node.name === name);
    if (index < 0) {
      const names = fleet.nodes.map((node) => node.name).join(', ');
      throw new CommandError(`--node: found ${name}, expected one of ${names}`, exitCodes.usage);
    }
    const missing = unset.find(({ path }) => path.startsWith(`nodes[${index}].`));
    if (missing && !ownRpc) {
      throw new CommandError(`${missing.path}: \${${missing.variable}} is not set on this host`, exitCodes.usage);
    }
  }
  return fleet;
};

const run = async (options: Options): Promise<void> => {
  const nodes = options.node ?? [];
  if (nodes.length === 0) throw new CommandError('sidecar: --node NAME is missing', exitCodes.usage);
  if (options.rpc !== undefined && nodes.length > 1) {
    throw new CommandError('--rpc: found it with several nodes, expected it with one', exitCodes.usage);
  }
  if (options.rpc !== undefined && !/^https?:\/\//.test(options.rpc)) {
    throw new CommandError('--rpc: expected an http:// or https:// URL', exitCodes.usage);
  }
  if (options.listen !== undefined && !/^[^\s/:]+:\d{1,5}$/.test(options.listen)) {
    throw new CommandError('--listen: expected host:port', exitCodes.usage);
  }
  const fleet = await fleetFor(options.config, nodes, options.rpc !== undefined);
  const { createLog } = await import('../../collector/log.ts');
  const { startSidecar } = await import('../../collector/sidecar/main.ts');
  const { nodeKinds } = await import('../../exporters/index.ts');
  const { Secret } = await import('../../collector/config/secret.ts');
  const { rpc } = options;
  const own = (name: string): boolean => rpc !== undefined && nodes.includes(name);
  const sidecar = await startSidecar({
    fleet: {
      ...fleet,
      nodes: fleet.nodes.map((node) =>
        own(node.name) ? { ...node, endpoint: { ...node.endpoint, url: new Secret(rpc ?? '') } } : node,
      ),
    },
    nodes,
    kinds: nodeKinds,
    log: createLog('sidecar'),
    ...(options.listen === undefined ? {} : { listen: options.listen }),
  });
  await untilStopped();
  await sidecar.stop();
};

const drain = async (node: string, options: DrainOptions): Promise<void> => {
  const fleet = await fleetFor(options.config, [node], true);
  const { writeDrain } = await import('../../collector/sidecar/wishes.ts');
  const { parseLength, timeText } = await import('../ledger/when.ts');
  const until = Date.now() / 1000 + parseLength('--for', options.for);
  await writeDrain(fleet.home, node, { until, reason: options.reason.slice(0, 200) });
  out(
    `${node} is to be taken out until ${timeText(until)} UTC at most. Its check says 503 "maintenance" within ten seconds, or 200 "needed" while the edge cannot spare it.`,
  );
};

const admit = async (node: string, { config }: Pick<DrainOptions, 'config'>): Promise<void> => {
  const fleet = await fleetFor(config, [node], true);
  const { removeDrain } = await import('../../collector/sidecar/wishes.ts');
  const was = await removeDrain(fleet.home, node);
  out(was ? `${node}: the drain is over; the check decides again.` : `${node} was not to be drained on this host.`);
};
