import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Secret } from '../../collector/config/secret.ts';
import { type Chain, knownChains } from '../../collector/policy/chains.ts';
import { CommandError, exitCodes, note, out } from '../io.ts';

interface Options {
  readonly rpc: string;
  readonly status?: string;
  readonly region?: string;
  /** `false` is `--no-references`; without either option it is true. */
  readonly references: boolean;
  readonly reference?: readonly string[];
  readonly runs: string;
  readonly json?: true;
}

const root = resolve(import.meta.dirname, '../..');
const statusDeadline = 5;

export const registerJourney = (program: Command): void => {
  program
    .command('journey')
    .description('Is it you or the endpoint? Walks the way of a member once, without any config.')
    .requiredOption('--rpc <url>', 'your endpoint, as your process uses it; it is never printed')
    .option('--status <url>', 'status page or status.json of the service')
    .option('--region <name>', 'your region, as the status page names it (default: all of them)')
    .option('--reference <url...>', 'public endpoints to compare with, instead of the built-in ones')
    .option('--no-references', 'compare with nobody')
    .option('--runs <count>', 'how often the journey is run, 1 to 20', '3')
    .option('--json', 'print one JSON object: {ok, verdict, line, chain, journey, steps, head, references, status, …}')
    .addHelpText(
      'after',
      `
Examples:
  headwatch journey --rpc https://arb.example.org/YOUR-KEY
  headwatch journey --rpc https://arb.example.org/YOUR-KEY --status https://status.example.org/ --region eu
  headwatch journey --rpc http://127.0.0.1:8545 --no-references --json

Arbitrum One gets the journey of a Livepeer orchestrator, every other chain that of any client. Nothing is sent that
changes a chain. The last line is the verdict. Exit codes: 0 all well, 1 something is wrong, 2 bad usage.`,
    )
    .action(run);
};

const run = async (options: Options): Promise<void> => {
  const runs = Number(options.runs);
  if (!Number.isInteger(runs) || runs < 1 || runs > 20) {
    throw new CommandError(`--runs: found ${options.runs}, expected a whole number from 1 to 20`, exitCodes.usage);
  }
  const { defaultLadder } = await import('../../collector/policy/ladder.ts');
  const { askChain, onChain, openEndpoint } = await import('../journey/endpoints.ts');
  const { watchEndpoint } = await import('../journey/observe.ts');
  const { asJson, asText } = await import('../journey/show.ts');
  const { judge } = await import('../journey/verdict.ts');
  const url = await secretUrl('--rpc', options.rpc, /^(https?|wss?):$/);
  const statusUrl = options.status === undefined ? undefined : await secretUrl('--status', options.status, /^https?:$/);
  const given = await Promise.all(
    (options.reference ?? []).map((text, index) => secretUrl(`--reference number ${index + 1}`, text, /^https?:$/)),
  );

  note('Asking your endpoint which chain it serves …');
  const first = openEndpoint(url);
  const answer = await askChain(first, defaultLadder(knownChains['arbitrum-one']).deadline);
  await first.close();
  if ('reason' in answer) note('It does not say; taken for Arbitrum One.');
  const chain = 'id' in answer ? chainWith(answer.id) : knownChains['arbitrum-one'];
  const ladder = defaultLadder(chain);

  const urls = options.references ? (given.length > 0 ? given : await builtIn(chain)) : [];
  const opened = urls.map((each) => openEndpoint(each, chain.name));
  const references = await onChain(opened, chain, ladder.deadline);
  if (references.length < urls.length) {
    note(`${urls.length - references.length} of ${urls.length} references do not answer for this chain.`);
  }
  const livepeer = chain.id === knownChains['arbitrum-one'].id;
  const watch = { url, chain, ladder, livepeer, references, asked: urls.length, runs, progress: note };
  const [seen, status] = await Promise.all([watchEndpoint(watch), statusWord(statusUrl, chain, options.region)]);
  await Promise.all(opened.map((each) => each.close()));

  const findings = { ...seen.findings, status, now: Date.now() / 1000 };
  const journey = livepeer ? 'livepeer-orchestrator' : 'evm-generic';
  const report = { chain, said: 'id' in answer, journey, seen, findings, verdict: judge(findings) };
  out(options.json ? asJson(report) : asText(report));
  process.exitCode = report.verdict.kind === 'well' ? exitCodes.ok : exitCodes.failed;
};

/** Faults name the option, never what was given: it holds a key. */
const secretUrl = async (option: string, text: string, protocol: RegExp): Promise<Secret> => {
  const { Secret } = await import('../../collector/config/secret.ts');
  if (!URL.canParse(text) || !protocol.test(new URL(text).protocol)) {
    const schemes = protocol.test('wss:') ? 'https:// or wss://' : 'https://';
    throw new CommandError(`${option}: expected a URL such as ${schemes}…`, exitCodes.usage);
  }
  return new Secret(text);
};

/** One that is not known by name may be quiet: then an old block proves nothing. */
const chainWith = (id: number): Chain =>
  Object.values<Chain>(knownChains).find((chain) => chain.id === id) ?? {
    name: `chain-${id}`,
    id,
    blockTime: 12,
    quiet: true,
  };

/** The references of the example fleet; there is no second list of them. */
const builtIn = async (chain: Chain): Promise<readonly Secret[]> => {
  const { loadFleet } = await import('../../collector/config/load.ts');
  const { kinds } = await import('../../exporters/kinds.ts');
  const example = loadFleet(join(root, 'fleet.example.yaml'), { kinds, allowUnset: true });
  return example.references.filter((each) => each.chain === chain.name).map(({ endpoint }) => endpoint.url);
};

const statusWord = async (url: Secret | undefined, chain: Chain, region: string | undefined) => {
  if (!url) return { kind: 'none' } as const;
  const { askStatus } = await import('../journey/statusPage.ts');
  const word = await askStatus(url, statusDeadline, chain.name, region);
  if (word.kind === 'read' && word.regions.length === 0) {
    note(`The status page measures nothing of ${chain.name}${region === undefined ? '' : ` in region ${region}`}.`);
  }
  return word;
};
