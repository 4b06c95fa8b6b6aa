/** How each process of the stack is started. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepsFor } from '../../cli/vantage/agent.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { Binaries } from './binaries.ts';
import type { ProcessSpec } from './processes.ts';

/** The clone: where the sources and node_modules are. */
export const cloneDir = fileURLToPath(new URL('../..', import.meta.url));

export interface Ports {
  readonly collector: number;
  /** By name: of the collectors elsewhere, and of the agents beside those that ship. */
  readonly vantages: Readonly<Record<string, number>>;
  readonly agents: Readonly<Record<string, number>>;
  readonly router: number;
  readonly public: number;
  readonly prometheus: number;
  readonly alertmanager: number;
  readonly grafana: number;
}

/** A TypeScript entry of ours; tsx is resolved from the working directory. */
export const script = (name: string, file: string, args: readonly string[] = []): ProcessSpec => ({
  name,
  command: process.execPath,
  args: ['--import', 'tsx', file, ...args],
  cwd: cloneDir,
});

export const headwatch = (
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  ready?: string,
): ProcessSpec => ({
  ...script(name, 'cli/main.ts', args),
  env,
  ...(ready === undefined ? {} : { ready, says: 'ready' }),
});

export const loopback = (port: number): string => `127.0.0.1:${port}`;
export const loopbackUrl = (port: number): string => `http://${loopback(port)}`;

/** As in docker-compose.yml: what is kept, that vantages may ship, how soon Alertmanager hears again. */
export const prometheusFlags: readonly string[] = [
  `--storage.tsdb.retention.time=${limits.retention / 86_400}d`,
  '--storage.tsdb.retention.size=30GB',
  '--web.enable-remote-write-receiver',
  `--rules.alert.resend-delay=${limits.alertResend}s`,
];

export const prometheusSpec = (binaries: Binaries, home: string, ports: Ports): ProcessSpec => ({
  name: 'prometheus',
  command: binaries.prometheus,
  args: [
    `--config.file=${join(home, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(home, 'prometheus-data')}`,
    `--web.listen-address=${loopback(ports.prometheus)}`,
    ...prometheusFlags,
    '--web.enable-lifecycle',
    '--log.level=warn',
  ],
  ready: `${loopbackUrl(ports.prometheus)}/-/ready`,
  says: 'Prometheus',
});

/** The agent of a vantage, as the README in its directory says. */
export const agentSpec = (
  binaries: Binaries,
  flag: string,
  name: string,
  directory: string,
  home: string,
  ports: Ports,
): ProcessSpec => {
  const port = ports.agents[name] ?? 0;
  return {
    name: `agent-${name}`,
    command: binaries.prometheus,
    args: [
      flag,
      `--config.file=${join(directory, 'prometheus-agent.yml')}`,
      `--storage.agent.path=${join(home, 'agents', name)}`,
      `--storage.agent.retention.max-time=${keepsFor()}`,
      `--web.listen-address=${loopback(port)}`,
      '--log.level=warn',
    ],
    ready: `${loopbackUrl(port)}/-/ready`,
    says: 'Prometheus',
  };
};

export const alertmanagerSpec = (binaries: Binaries, home: string, ports: Ports): ProcessSpec => ({
  name: 'alertmanager',
  command: binaries.alertmanager,
  args: [
    `--config.file=${join(home, 'runtime', 'alertmanager.yml')}`,
    `--storage.path=${join(home, 'alertmanager-data')}`,
    `--web.listen-address=${loopback(ports.alertmanager)}`,
    // Alone: without this it waits for peers before it notifies.
    '--cluster.listen-address=',
    '--log.level=warn',
  ],
  ready: `${loopbackUrl(ports.alertmanager)}/-/ready`,
});

/** Where Grafana's own files are: beside its program in the archive, in /usr/share in a package. */
const grafanaHome = (command: string): string | undefined =>
  [join(dirname(realpathSync(command)), '..'), '/usr/share/grafana'].find((directory) =>
    existsSync(join(directory, 'conf', 'defaults.ini')),
  );

/**
 * Grafana from PATH with the generated provisioning; its own data lives in the home. Looking needs no login, for it is on
 * loopback; `admin` has the password that `generate` made.
 */
export const grafanaSpec = (command: string, home: string, ports: Ports): ProcessSpec => {
  const own = grafanaHome(command);
  return {
    name: 'grafana',
    command,
    args: [
      ...(command.endsWith('grafana-server') ? [] : ['server']),
      ...(own === undefined ? [] : [`--homepath=${own}`]),
    ],
    env: {
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(ports.grafana),
      GF_PATHS_DATA: join(home, 'grafana-data'),
      GF_PATHS_LOGS: join(home, 'logs'),
      GF_PATHS_PROVISIONING: join(home, 'generated', 'grafana', 'provisioning', 'operator'),
      HEADWATCH_DASHBOARDS: join(home, 'generated', 'grafana', 'dashboards', 'operator'),
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: join(
        home,
        'generated/grafana/dashboards/operator/headwatch-status.json',
      ),
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      // Grafana's own way to name a file; `__FILE` is the image's.
      GF_SECURITY_ADMIN_PASSWORD: `$__file{${join(home, 'secrets', 'grafana_admin')}}`,
      GF_SECURITY_SECRET_KEY: `$__file{${join(home, 'secrets', 'grafana_secret_key')}}`,
      GF_UNIFIED_ALERTING_ENABLED: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    },
    ready: `${loopbackUrl(ports.grafana)}/api/health`,
  };
};
