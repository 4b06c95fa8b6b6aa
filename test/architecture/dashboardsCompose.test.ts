/** docker-compose.yml, read by docker-compose itself. No engine is needed; `docker-compose` must be on PATH. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { grafanaSecrets } from '../../collector/config/init/grafanaSecrets.ts';
import { dashboardsVariable, publicPrometheusVariable } from '../../dashboards/provisioning.ts';
import { exampleFleet } from '../unit/dashboards/support/fleets.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Volume {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
}
interface Service {
  readonly image: string;
  readonly network_mode?: string;
  readonly ports?: unknown;
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly mem_limit?: string;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly (Volume | string)[];
}

const config = (...options: readonly string[]) => {
  const run = spawnSync('docker-compose', [...options, 'config'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
  });
  if (run.error) throw new Error(`docker-compose does not run (${run.error.message}): install Debian's docker-compose`);
  return run;
};

const servicesOf = (text: string): Readonly<Record<string, Service>> => parse(text).services;

/** A service belongs to the profiles that it names, and to all of them when it names none. */
const byProfile: Readonly<Record<string, readonly string[]>> = {
  demo: ['demo'],
  public: ['grafana-public', 'prometheus-public', 'public-proxy', 'share'],
  scale: ['victoria-metrics'],
  vantage: ['vantage-agent', 'vantage-collector'],
};
const always = ['alertmanager', 'collector', 'generate', 'grafana', 'prometheus', 'router'];
const oneShots = ['generate', 'share'];

describe.each([{ options: [] }, ...Object.keys(byProfile).map((profile) => ({ options: ['--profile', profile] }))])(
  'docker-compose $options config',
  ({ options }) => {
    const run = config(...options);
    const services = servicesOf(run.stdout);

    it('is clean', () => {
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
      // 1.29 lists the services of all profiles, whichever is asked for.
      const off = Object.entries(services).filter(([, { profiles }]) => profiles !== undefined);
      expect(Object.keys(services).toSorted()).toEqual([...always, ...Object.values(byProfile).flat()].toSorted());
      expect(Object.fromEntries(off.map(([name, { profiles }]) => [name, profiles]))).toEqual(
        Object.fromEntries(
          Object.entries(byProfile).flatMap(([profile, names]) => names.map((name) => [name, [profile]])),
        ),
      );
    });

    it('publishes nothing: everything is on the host’s loopback', () => {
      for (const [name, service] of Object.entries(services)) {
        expect(service.ports, name).toBeUndefined();
        if (name !== 'grafana-public') expect(service.network_mode, name).toBe('host');
      }
      expect(services.prometheus?.command).toContain('--web.listen-address=127.0.0.1:9090');
      expect(services.alertmanager?.command).toContain('--web.listen-address=127.0.0.1:9093');
      expect(services.alertmanager?.command).toContain('--cluster.listen-address=');
      expect(services.grafana?.environment?.GF_SERVER_HTTP_ADDR).toBe('127.0.0.1');
      expect(run.stdout).not.toContain('0.0.0.0');
    });

    it('agrees with the addresses that a fleet has by default', () => {
      const fleet = exampleFleet();
      expect(fleet.prometheus.url).toBe('http://127.0.0.1:9090');
      expect(fleet.alertmanagers).toEqual([{ url: 'http://127.0.0.1:9093' }]);
      const probes = Object.values(services).map(({ healthcheck }) => healthcheck?.test.join(' ') ?? '');
      for (const address of [fleet.collector.listen, fleet.router.listen, '127.0.0.1:9090', '127.0.0.1:9093']) {
        expect(
          probes.some((probe) => probe.includes(`http://${address}/`)),
          address,
        ).toBe(true);
      }
    });

    it('pins every image, and restarts and checks whatever stays', () => {
      for (const [name, { image, restart, healthcheck, mem_limit }] of Object.entries(services)) {
        expect(image, name).toMatch(/:v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?$/);
        if (oneShots.includes(name)) continue;
        expect(healthcheck?.test.length, name).toBeGreaterThan(1);
        expect(mem_limit, name).toBeDefined();
        if (name !== 'demo') expect(restart, name).toBe('unless-stopped');
      }
    });

    it('mounts what is generated, read-only, where the configurations look for it', () => {
      const mounts = (name: string): readonly string[] =>
        (services[name]?.volumes ?? []).map((volume) =>
          typeof volume === 'string'
            ? volume
            : `${volume.source.slice(volume.source.indexOf('/home'))}:${volume.target}:${volume.read_only ? 'ro' : 'rw'}`,
        );
      expect(mounts('prometheus').join('\n')).toMatch(/prometheus\.yml:\/etc\/prometheus\/prometheus\.yml:ro/);
      expect(mounts('prometheus')).toContain('/home/generated:/etc/prometheus/generated:ro');
      // Its exporters keep what they were told in data/, and nothing else of the home is theirs to write.
      expect(mounts('collector')).toEqual(['/home:/headwatch:ro', '/home/data:/headwatch/data:rw']);
      expect(mounts('victoria-metrics')).toEqual(['/home/data:/headwatch/data:rw']);
      expect(mounts('prometheus-public')).toContain('/home/generated/prometheus-public:/etc/prometheus:ro');
      const shown = services['grafana-public']?.environment?.[dashboardsVariable];
      expect(mounts('grafana-public')).toContain(`/home/generated/grafana/dashboards/public:${shown}:ro`);
      expect(mounts('grafana-public').join('\n')).not.toMatch(/operator|:\/headwatch/);
      const dashboards = services.grafana?.environment?.[dashboardsVariable];
      expect(mounts('grafana')).toContain(`/home/generated/grafana/dashboards/operator:${dashboards}:ro`);
      expect(mounts('grafana').join('\n')).not.toContain('public');
    });

    it('leaves the plugins of Grafana’s image alone: one that it cannot update is lost, and with it every panel', () => {
      for (const name of ['grafana', 'grafana-public'])
        expect(services[name]?.environment, name).toMatchObject({ GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false' });
    });

    it('fits on a host of 4 GB, and says how much everything may take', () => {
      const megabytes = (names: readonly string[]): number =>
        names.reduce((sum, name) => sum + Number(/^(\d+)m$/.exec(services[name]?.mem_limit ?? '0m')?.[1]), 0);
      expect(megabytes(always)).toBeLessThan(3500);
      expect(megabytes([...always, ...(byProfile.demo ?? [])])).toBeLessThan(4096);
    });

    it('gives Grafana no default password, no sign-up, no anonymous reader and no alerting of its own', () => {
      const environment = services.grafana?.environment;
      expect(environment).toMatchObject({
        GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana_admin',
        GF_SECURITY_SECRET_KEY__FILE: '/run/secrets/grafana_secret_key',
        GF_AUTH_ANONYMOUS_ENABLED: 'false',
        GF_USERS_ALLOW_SIGN_UP: 'false',
        GF_PUBLIC_DASHBOARDS_ENABLED: 'false',
        GF_UNIFIED_ALERTING_ENABLED: 'false',
      });
      expect(Object.keys(environment ?? {})).not.toContain('GF_SECURITY_ADMIN_PASSWORD');
    });

    it('gives the public Grafana published pages, one datasource, and no way to anything else of the host', () => {
      const { environment = {}, networks = {}, network_mode } = services['grafana-public'] ?? {};
      expect(environment).toMatchObject({
        GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana_public_admin',
        GF_SECURITY_SECRET_KEY__FILE: '/run/secrets/grafana_public_secret_key',
        GF_AUTH_ANONYMOUS_ENABLED: 'false',
        GF_USERS_ALLOW_SIGN_UP: 'false',
        GF_PUBLIC_DASHBOARDS_ENABLED: 'true',
        GF_UNIFIED_ALERTING_ENABLED: 'false',
        GF_SECURITY_DISABLE_GRAVATAR: 'true',
      });
      expect(Object.keys(environment)).not.toContain('GF_SECURITY_ADMIN_PASSWORD');
      expect(network_mode).toBeUndefined();
      expect(Object.keys(networks)).toEqual(['public']);
      expect(parse(run.stdout).networks).toMatchObject({ public: { internal: true } });
      const { host } = new URL(environment[publicPrometheusVariable] ?? '');
      const command = services['prometheus-public']?.command ?? [];
      expect(command).toContain(`--web.listen-address=${host}`);
      for (const limit of [
        '--query.timeout=',
        '--query.max-concurrency=',
        '--query.max-samples=',
        '--storage.tsdb.retention.size=',
      ])
        expect(command.join(' ')).toContain(limit);
      expect(command.join(' ')).not.toMatch(/lifecycle|admin-api|remote-write-receiver/);
    });

    it('lets nobody be root, gain rights, or start before `generate`', () => {
      // Official images whose own user is not root.
      const ownUser = ['prom/prometheus'];
      for (const [name, { image, user, cap_drop, security_opt, depends_on, profiles }] of Object.entries(services)) {
        if (!ownUser.some((each) => image.startsWith(`${each}:`))) expect(user, name).toMatch(/^[1-9]\d*:\d+$/);
        expect(cap_drop, name).toEqual(['ALL']);
        expect(security_opt, name).toEqual(['no-new-privileges:true']);
        // What reads nothing that is generated, or another host's directory.
        if (['generate', 'demo'].includes(name) || profiles?.includes('vantage')) continue;
        const waits = (service: string): boolean => {
          const on = services[service]?.depends_on ?? {};
          return (
            on.generate?.condition === 'service_completed_successfully' || Object.keys(on).some((each) => waits(each))
          );
        };
        expect(waits(name), `${name} ${JSON.stringify(depends_on)}`).toBe(true);
      }
    });

    it('reads every secret from a file that `init` makes', () => {
      const { secrets } = parse(run.stdout);
      expect(Object.keys(secrets).toSorted()).toEqual([...grafanaSecrets].toSorted());
      for (const name of grafanaSecrets) expect(secrets[name].file).toMatch(new RegExp(`/home/secrets/${name}$`));
    });
  },
);

describe('the flags in docker-compose.yml', () => {
  const services = servicesOf(config().stdout);
  it.each([
    ['prometheus', 'prometheus'],
    ['prometheus-public', 'prometheus'],
    ['victoria-metrics', 'victoria-metrics'],
    ['alertmanager', 'prometheus-alertmanager'],
  ])('of %s are known to Debian’s binary', (service, binary) => {
    const help = spawnSync(binary, ['--help'], { encoding: 'utf8' });
    const known = `${help.stdout}${help.stderr}`;
    const flags = (services[service]?.command ?? []).map((argument) => argument.split('=')[0] ?? '');
    expect(flags.length).toBeGreaterThan(3);
    for (const flag of flags) expect(known, flag).toContain(flag);
  });

  it('keeps 90 days with a size cap', () => {
    expect(services.prometheus?.command).toEqual(
      expect.arrayContaining(['--storage.tsdb.retention.time=90d', expect.stringMatching(/retention\.size=\d+GB$/)]),
    );
  });
});

it('writes to the second store with the same scrapes and rules', () => {
  const usual = parse(readFileSync(`${root}prometheus.yml`, 'utf8'));
  const { remote_write: store, ...rest } = parse(readFileSync(`${root}deploy/prometheus-scale.yml`, 'utf8'));
  expect(rest).toEqual(usual);
  const listens = servicesOf(config().stdout)['victoria-metrics']?.command?.find((flag) =>
    flag.includes('httpListenAddr'),
  );
  expect(store).toHaveLength(1);
  expect(store[0].url).toBe(`http://${listens?.split('=')[1]}/api/v1/write`);
});

describe('the image', () => {
  const dockerfile = readFileSync(`${root}Dockerfile`, 'utf8');

  it('can be read by whoever runs it, and has git for the history of the books', () => {
    expect(dockerfile).toMatch(/^RUN chmod -R a\+rX \.$/m);
    expect(dockerfile).toMatch(/apt-get install -y --no-install-recommends git tini/);
  });

  it('is of an exact Node 24, without development dependencies, and not root', () => {
    expect(dockerfile).toMatch(/^FROM node:24\.\d+\.\d+-[\w-]+$/m);
    expect(dockerfile).toContain('npm ci --omit=dev');
    expect(dockerfile).toMatch(/^ENTRYPOINT \["tini", "--", "node", /m);
    // What installed them stays behind in a stage of its own.
    expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it('copies every room that runs, and nothing of a home', () => {
    const tracked = execFileSync('git', ['ls-files', '--', '*.ts'], { cwd: root, encoding: 'utf8' });
    const rooms = new Set(tracked.split('\n').flatMap((file) => (file.includes('/') ? [file.split('/')[0]] : [])));
    rooms.delete('test');
    for (const room of rooms) expect(dockerfile, room).toContain(`COPY ${room} ${room}`);
    expect(readFileSync(`${root}.dockerignore`, 'utf8')).toMatch(/^home$/m);
    expect(dockerfile).not.toMatch(/COPY .*(home|\. \.)/);
  });
});
