/** docker-compose.yml, read by docker-compose itself. No engine is needed; `docker-compose` must be on PATH. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardsVariable } from '../../dashboards/provisioning.ts';
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

describe.each([{ options: [] }, { options: ['--profile', 'demo'] }])(
  'docker-compose $options config',
  ({ options }) => {
    const run = config(...options);
    const services = servicesOf(run.stdout);

    it('is clean', () => {
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
      expect(Object.keys(services).toSorted()).toEqual(
        ['alertmanager', 'collector', 'demo', 'generate', 'grafana', 'prometheus', 'router'].toSorted(),
      );
    });

    it('publishes nothing: everything is on the host’s loopback', () => {
      for (const [name, service] of Object.entries(services)) {
        expect(service.network_mode, name).toBe('host');
        expect(service.ports, name).toBeUndefined();
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
        if (name === 'generate') continue;
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
      expect(mounts('collector')).toEqual(['/home:/headwatch:ro']);
      const dashboards = services.grafana?.environment?.[dashboardsVariable];
      expect(mounts('grafana')).toContain(`/home/generated/grafana/dashboards/operator:${dashboards}:ro`);
      expect(mounts('grafana').join('\n')).not.toContain('public');
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
  },
);

describe('the flags in docker-compose.yml', () => {
  const services = servicesOf(config().stdout);
  it.each([
    ['prometheus', 'prometheus'],
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

describe('the image', () => {
  const dockerfile = readFileSync(`${root}Dockerfile`, 'utf8');

  it('is of an exact Node 24, without development dependencies, and not root', () => {
    expect(dockerfile).toMatch(/^FROM node:24\.\d+\.\d+-[\w-]+$/m);
    expect(dockerfile).toContain('npm ci --omit=dev');
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
