import type { Command } from 'commander';
import type { Fleet } from '../../collector/config/fleet.ts';
import { CommandError, exitCodes, out } from '../io.ts';
import type { Live } from '../live/ask.ts';
import type { Explanation } from '../live/explanation.ts';

interface Options {
  readonly config?: string;
  readonly json?: true;
}

export const registerExplain = (program: Command): void => {
  program
    .command('explain')
    .description('Why a node, an edge or an alert is what it is now: verdict, inputs, thresholds, who hears of it.')
    .argument('<name>', 'a node or an edge of fleet.yaml, or an alert of ours or of rules.d')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--json', 'print one JSON object: {about, title, headline, verdict, well, since, facts, unanswered}')
    .addHelpText(
      'after',
      `
A line with ! speaks against it, one with ? is not known. It asks the collector, Prometheus, Alertmanager and the
router that fleet.yaml names; whoever does not answer is named.

Examples:
  headwatch explain arb-eu
  headwatch explain edge:arb
  headwatch explain NodeLagging

Exit codes: 0 well, 1 something is wrong or not known, 2 no such name, bad fleet file or usage.`,
    )
    .action(explain);
};

type Explain = (live: Live) => Promise<Explanation>;

/** `edge:arb`, or just `arb`: names of nodes and edges are one space, and alerts are in capitals. */
const subjectOf = async (fleet: Fleet, given: string): Promise<Explain> => {
  const { alertNames } = await import('../../alerts/rules/index.ts');
  const [, kind, name = given] = /^(node|edge|alert):(.+)$/.exec(given) ?? [];
  const is = (one: string): boolean => kind === undefined || kind === one;
  const node = is('node') ? fleet.nodes.find((one) => one.name === name) : undefined;
  if (node) return async (live) => (await import('../explain/node.ts')).explainNode(live, node);
  const edge = is('edge') ? fleet.edges.find((one) => one.name === name) : undefined;
  if (edge) return async (live) => (await import('../explain/edge.ts')).explainEdge(live, edge);
  const alert = is('alert') ? alertNames.find((one) => one === name) : undefined;
  if (alert) return async (live) => (await import('../explain/alert.ts')).explainAlert(live, alert);
  const { readUserRules } = await import('../../alerts/rules/user/index.ts');
  for (const file of is('alert') ? readUserRules(fleet.home, fleet).files : [])
    for (const { interval, rules } of file.groups) {
      const rule = rules.find((one) => one.alert === name);
      if (rule)
        return async (live) =>
          (await import('../explain/alert.ts')).explainUserRule(live, `rules.d/${file.name}.yml`, interval, rule);
    }
  const { closest } = await import('../../collector/config/read/closest.ts');
  const near = closest(name, [...[...fleet.nodes, ...fleet.edges].map((one) => one.name), ...alertNames]);
  const known = [...fleet.nodes, ...fleet.edges].map((one) => one.name).join(', ');
  throw new CommandError(
    `explain: found ${given}, expected a node or edge (${known}) or an alert${near ? `; did you mean "${near}"?` : ''}`,
    exitCodes.usage,
  );
};

const explain = async (name: string, options: Options): Promise<void> => {
  const { fleetOf } = await import('../ledger/router.ts');
  const { askAll } = await import('../live/ask.ts');
  const { showExplanation } = await import('../explain/show.ts');
  const fleet = await fleetOf(options.config);
  const subject = await subjectOf(fleet, name);
  const explanation = await subject(await askAll(fleet));
  out(options.json ? JSON.stringify(explanation) : showExplanation(explanation));
  if (explanation.well !== true) process.exitCode = exitCodes.failed;
};
