import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { ComposedNode, PublicEndpoint } from '../../collector/config/init/compose.ts';
import type { Identified } from '../../collector/config/init/identify.ts';
import type { Secret } from '../../collector/config/secret.ts';
import { CommandError, exitCodes, note, out, shownPath } from '../io.ts';
import { table } from '../table.ts';

interface InitOptions {
  readonly rpc: readonly string[];
  readonly discordWebhookFile?: string;
  readonly home?: string;
  readonly force?: true;
  readonly json?: true;
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export const registerInit = (program: Command): void => {
  program
    .command('init')
    .description('Ask each endpoint what it is and write a first fleet.yaml.')
    .requiredOption('--rpc <url...>', 'endpoints of your nodes: Nitro, Ethereum execution or beacon API, any EVM chain')
    .option('--discord-webhook-file <file>', 'copy the Discord webhook URL from this file into the home')
    .option('--home <dir>', 'where to write (default: $HEADWATCH_HOME, ./home)')
    .option('--force', 'replace an existing fleet.yaml; the old one is kept as fleet.yaml.bak')
    .option('--json', 'print one JSON object: {home, file, nodes, written, missing, next}')
    .addHelpText(
      'after',
      `
Examples:
  headwatch init --rpc http://127.0.0.1:8547
  headwatch init --rpc http://10.8.0.21:8545 http://10.8.0.21:5052 --discord-webhook-file webhook.txt

Exit codes: 0 written, 1 an endpoint did not answer or fleet.yaml exists, 2 bad usage.`,
    )
    .action(run);
};

const run = async (options: InitOptions): Promise<void> => {
  const { homePath } = await import('../../collector/config/path.ts');
  const { composeFleet, composeNodes } = await import('../../collector/config/init/compose.ts');
  const { identify } = await import('../../collector/config/init/identify.ts');
  const { writeHome } = await import('../../collector/config/init/writeHome.ts');
  const { loadFleet, parseFleet } = await import('../../collector/config/load.ts');
  const { kinds } = await import('../../exporters/kinds.ts');

  const home = resolve(options.home ?? homePath());
  const file = join(home, 'fleet.yaml');
  if (existsSync(file) && !options.force) {
    throw new CommandError(
      `${shownPath(file)} exists already; --force replaces it and keeps the old one as fleet.yaml.bak.`,
    );
  }
  const endpoints = await readEndpoints(options.rpc);
  const discordWebhook = options.discordWebhookFile ? await readWebhook(options.discordWebhookFile) : undefined;

  note(`Asking ${endpoints.length === 1 ? 'one endpoint' : `${endpoints.length} endpoints`} …`);
  const answers = await Promise.all(endpoints.map((endpoint) => identify(endpoint)));
  refuseUnknown(answers);
  const found = answers.flatMap((answer, index) => {
    const endpoint = endpoints[index];
    return answer.ok && endpoint ? [{ endpoint, identity: answer.identity }] : [];
  });

  // The public endpoints of the example fleet are the ones to begin with; there is no second list of them.
  const example = loadFleet(join(root, 'fleet.example.yaml'), { kinds, allowUnset: true });
  const references = example.references.map(
    ({ name, chain, endpoint }): PublicEndpoint => ({ name, chain, url: endpoint.url.reveal() }),
  );
  const controls = example.controls.map(({ url }) => url.reveal());
  const schemaPath = relative(home, join(root, 'fleet.schema.json'));
  const fleet = composeFleet({ found, references, controls, schemaPath });
  // What is written must load; a fault here is a bug of ours and must not reach the disk.
  parseFleet(fleet, { file, home, kinds, env: {}, readFile: () => undefined });
  const written = writeHome(home, { fleet, discordWebhook });
  const nodes = composeNodes(found);

  const missing = missingNext(home, nodes, references);
  const next = nextCommands(home, resolve(homePath()));
  if (options.json) {
    const named = nodes.map(({ name, kind, chain, identity }) => ({
      name,
      kind,
      chain,
      chainId: identity.chainId,
      version: identity.version ?? null,
      syncing: identity.syncing ?? null,
    }));
    out(JSON.stringify({ home, file, nodes: named, written, missing, next }));
    return;
  }
  out(`${table([['node', 'kind', 'chain', 'id', 'calls itself', ''], ...nodes.map(nodeRow)])}\n`);
  out(`Written\n${written.map((path) => `  ${shownPath(path)}`).join('\n')}\n`);
  if (missing.length > 0) out(`Missing\n${missing.map((line) => `  - ${line}`).join('\n')}\n`);
  out(`Next\n${next.map((line) => `  ${line}`).join('\n')}`);
};

/** The addresses as secrets; faults name them by their place on the command line. */
const readEndpoints = async (urls: readonly string[]): Promise<readonly Secret[]> => {
  const { Secret } = await import('../../collector/config/secret.ts');
  const seen = new Set<string>();
  return urls.map((text, index) => {
    const which = `--rpc number ${index + 1}`;
    if (!URL.canParse(text) || !/^(https?|wss?):$/.test(new URL(text).protocol)) {
      throw new CommandError(`${which} is no http://, https://, ws:// or wss:// URL.`, exitCodes.usage);
    }
    const { href } = new URL(text);
    if (seen.has(href)) throw new CommandError(`${which} is there twice.`, exitCodes.usage);
    seen.add(href);
    return new Secret(text);
  });
};

const readWebhook = async (file: string): Promise<Secret> => {
  const { Secret } = await import('../../collector/config/secret.ts');
  const { contentFault } = await import('../../collector/config/secrets.ts');
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandError(`--discord-webhook-file ${file} cannot be read.`, exitCodes.usage);
  }
  const fault = contentFault('notify.discord.operators_file', text);
  if (fault) throw new CommandError(`${file}: found ${fault.found}, expected ${fault.expected}.`, exitCodes.usage);
  return new Secret(text);
};

const refuseUnknown = (answers: readonly Identified[]): void => {
  const lines = answers.flatMap((answer, index) =>
    answer.ok ? [] : [`  --rpc number ${index + 1}: ${answer.reason}`],
  );
  if (lines.length === 0) return;
  throw new CommandError(
    `Nothing is written, for not every endpoint says what it is (asked: eth_chainId, /eth/v1/node/version):\n${lines.join('\n')}`,
  );
};

const missingNext = (
  home: string,
  nodes: readonly ComposedNode[],
  references: readonly PublicEndpoint[],
): readonly string[] => {
  const webhook = join(home, 'secrets', 'discord_webhook');
  const lines: string[] = [];
  if (!existsSync(webhook))
    lines.push(
      `Put your Discord webhook URL into ${shownPath(webhook)} (chmod 600); it is the one secret that is mandatory.`,
    );
  for (const chain of new Set(nodes.map((node) => node.chain))) {
    if (references.some((reference) => reference.chain === chain)) continue;
    lines.push(
      `Add two references for ${chain}, endpoints that you do not run: without them nobody can tell whether it stands still.`,
    );
  }
  if (nodes.some((node) => holdsKey(node.endpoint.reveal()))) {
    lines.push(
      `An address in fleet.yaml looks as if it held a key: put a \${VARIABLE} in its place before you share the file.`,
    );
  }
  return lines;
};

const holdsKey = (text: string): boolean => {
  const url = new URL(text);
  return url.username !== '' || url.search !== '' || url.pathname.split('/').some((part) => part.length >= 16);
};

const nextCommands = (home: string, usual: string): readonly string[] => {
  const prefix = home === usual ? '' : `HEADWATCH_HOME=${shownPath(home)} `;
  const command = (name: string, what: string): string =>
    `${prefix}npm run -s headwatch -- ${name.padEnd(9)} # ${what}`;
  return [
    command('check', 'is the file right, which secrets are there, what could be better'),
    command('apply', 'write rules and routing; Prometheus and Alertmanager start with them: docs/operate.md'),
    command('collect', 'asks the nodes; leave it running'),
    command('alert', 'Discord cards and the status page, http://127.0.0.1:9762/; leave it running'),
  ];
};

const nodeRow = ({ name, kind, chain, identity }: ComposedNode): readonly string[] => [
  name,
  kind,
  chain,
  String(identity.chainId),
  identity.version ?? '(does not say)',
  identity.syncing === true ? 'syncing' : '',
];
