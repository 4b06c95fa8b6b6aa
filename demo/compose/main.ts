/**
 * The demo of docker-compose: the simulated fleet and the stand-ins in one process, which first writes the fleet.yaml
 * and the secrets that point at them into $HEADWATCH_HOME. Stops on SIGTERM and SIGINT.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeGrafanaSecrets } from '../../collector/config/init/grafanaSecrets.ts';
import { makeRouterToken } from '../../collector/config/init/writeHome.ts';
import { demoFleetYaml } from '../fleetFile.ts';
import { startSim } from '../sim/main.ts';
import { createStandinsClient } from '../stack/standinsClient.ts';
import { startStandins } from '../standins/main.ts';

const mark = '# The demo fleet of docker-compose';
const standinsPort = 9764;

/** The edges keep their variables in the demo's file; here one vantage asks them, so that its addresses stand in it. */
const withEdges = (yaml: string, edges: Readonly<Record<'arb' | 'eth', Readonly<Record<string, string>>>>): string =>
  `${mark}; written anew at each start.\n${yaml
    .replaceAll('${ARB_EDGE_RPC}', edges.arb.eu ?? '')
    .replaceAll('${ETH_EDGE_RPC}', edges.eth.eu ?? '')
    .replaceAll('${ETH_EDGE_BEACON}', edges.eth.eu ?? '')}`;

const isOurs = (file: string): boolean => !existsSync(file) || readFileSync(file, 'utf8').startsWith(mark);

const main = async (): Promise<void> => {
  const home = process.env.HEADWATCH_HOME ?? 'home';
  const fleetFile = join(home, 'fleet.yaml');
  if (!isOurs(fleetFile)) throw new Error(`${fleetFile} is a real fleet: give the demo a HEADWATCH_HOME of its own`);
  const [sim, standins] = await Promise.all([
    // Anvil is a development dependency and not in the image; the chain behind the fleet is synthetic then.
    startSim({ anvil: 'none' }),
    startStandins({ port: Number(process.env.STANDINS_PORT ?? standinsPort) }),
  ]);
  await createStandinsClient(standins.url).follow(sim.control);
  const yaml = demoFleetYaml(sim, {
    collector: '127.0.0.1:9760',
    router: '127.0.0.1:9761',
    public: '127.0.0.1:9762',
    prometheus: 'http://127.0.0.1:9090',
    alertmanager: 'http://127.0.0.1:9093',
    vantages: {},
    discordApi: standins.discord.api,
    pagerduty: standins.pagerduty.url,
    cloudflare: standins.cloudflare.api,
  });
  const secrets: Readonly<Record<string, string>> = {
    discord_webhook: standins.discord.webhookUrl,
    cloudflare_token: standins.cloudflare.token,
    pagerduty_key: standins.pagerduty.routingKey,
    deadman_url: standins.deadman.url,
    deadman_router_url: standins.deadman.routerUrl,
  };
  await mkdir(join(home, 'secrets'), { recursive: true, mode: 0o700 });
  for (const [name, value] of Object.entries(secrets)) {
    await writeFile(join(home, 'secrets', name), `${value}\n`, { mode: 0o600 });
  }
  makeGrafanaSecrets(home);
  makeRouterToken(join(home, 'secrets', 'router_token'));
  // Last: whoever waits for it finds everything else in place.
  await writeFile(fleetFile, withEdges(yaml, sim.edges), { mode: 0o600 });
  process.stdout.write(`${JSON.stringify({ control: sim.control, standins: standins.url, home })}\n`);

  const stop = (): void => {
    void Promise.allSettled([sim.stop(), standins.stop()]).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
});
