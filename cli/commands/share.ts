import type { Command } from 'commander';
import { CommandError, exitCodes, note, out } from '../io.ts';
import { table } from '../table.ts';

interface ShareCommand {
  readonly grafana: string;
  readonly passwordFile?: string;
  readonly rootUrl?: string;
  readonly wait: string;
  readonly config?: string;
  readonly json?: true;
}

/** `headwatch share`: publishes the public dashboards in the public Grafana, and proves that visitors get them. */
export const registerShare = (program: Command): void => {
  program
    .command('share')
    .description('Publish the public dashboards in the public Grafana under addresses that stay, and check each.')
    .option('--grafana <url>', 'the public Grafana as it is reached from here', 'http://172.30.97.3:3000')
    .option('--password-file <file>', 'password of its admin (default: secrets/grafana_public_admin)')
    .option('--root-url <url>', 'its address for members, for what is printed (default: $PUBLIC_ROOT_URL)')
    .option('--wait <duration>', 'how long to wait for what is not there yet', '2m')
    .option('--config <file>', 'the fleet file (default: $HEADWATCH_HOME/fleet.yaml, ./home/fleet.yaml)')
    .option('--json', 'print one JSON object: {ok, pages: [{dashboard, what, url}]}')
    .addHelpText(
      'after',
      `
Runs as often as you like: what is right already is left alone. It checks that the one datasource is there and answers,
that each page can be visited without a login, that a panel of it answers, and that nothing else is published.

Examples:
  headwatch share
  headwatch share --grafana http://127.0.0.1:3001 --root-url https://grafana.example.org

Exit codes: 0 everything is published and answers; 1 something does not, with what to do; 2 bad fleet file or usage.`,
    )
    .action(shareAll);
};

const shareAll = async (options: ShareCommand): Promise<void> => {
  const { readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { configPath } = await import('../../collector/config/path.ts');
  const { parseDuration } = await import('../../collector/policy/duration.ts');
  const { Secret } = await import('../../collector/config/secret.ts');
  const { loadForGeneration } = await import('../generation.ts');
  const { publicPages } = await import('../../dashboards/share/pages.ts');
  const { grafanaClient, ShareError } = await import('../../dashboards/share/client.ts');
  const { share } = await import('../../dashboards/share/share.ts');
  const { publicDatasource } = await import('../../dashboards/kit/sdk/fields.ts');

  if (!URL.canParse(options.grafana))
    throw new CommandError('--grafana: expected a URL such as http://172.30.97.3:3000', exitCodes.usage);
  const patience = parseDuration(options.wait);
  if (patience === undefined) throw new CommandError('--wait: expected a duration such as 30s or 2m', exitCodes.usage);
  const fleet = loadForGeneration(configPath(options.config));
  const file = options.passwordFile ?? join(fleet.home, 'secrets', 'grafana_public_admin');
  let password: string;
  try {
    password = readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandError(`${file} cannot be read: \`headwatch generate\` makes it.`, exitCodes.usage);
  }
  const told = await share({
    client: grafanaClient(options.grafana, new Secret(password)),
    pages: publicPages(fleet),
    datasource: publicDatasource,
    patience: patience * 1000,
    say: note,
  }).catch((error: unknown) => {
    throw error instanceof ShareError ? new CommandError(error.message) : error;
  });
  const root = (options.rootUrl ?? process.env.PUBLIC_ROOT_URL ?? options.grafana).replace(/\/+$/, '');
  const pages = told.map(({ uid, token, what }) => ({
    dashboard: uid,
    what,
    url: `${root}/public-dashboards/${token}`,
  }));
  if (options.json) out(JSON.stringify({ ok: true, pages }));
  else out(table(pages.map(({ dashboard, what, url }) => [what, dashboard, what === 'withdrawn' ? '' : url])));
};
