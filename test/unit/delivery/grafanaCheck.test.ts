/** The optional run with a real Grafana: its check against a stand-in, and what it says where there is none. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { grafanaClient } from '../../../dashboards/share/client.ts';
import { checkGrafana } from '../../grafana/checkGrafana.ts';
import { startStubGrafana } from './support/stubGrafana.ts';

it('finds a dashboard that is not there, and a datasource that is ill', async () => {
  const grafana = await startStubGrafana(['headwatch-status'], 'password-of-the-test');
  try {
    const client = grafanaClient(grafana.url, new Secret('password-of-the-test'));
    expect(await checkGrafana(client, 'headwatch-public', ['headwatch-status'])).toEqual([]);
    grafana.is.datasourceHealth = 'ERROR';
    expect(await checkGrafana(client, 'headwatch-public', ['headwatch-status', 'headwatch-sla'])).toEqual([
      'the datasource headwatch-public is not healthy: HTTP 400',
      'the dashboard headwatch-sla is not there: HTTP 404',
    ]);
  } finally {
    await grafana.stop();
  }
});

it('says that it was not run where there is no Grafana', async () => {
  const cwd = fileURLToPath(new URL('../../../', import.meta.url));
  // Prometheus and the others are there; Grafana is in no directory of Debian's packages.
  const env = { ...process.env, PATH: '/usr/bin:/bin' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'test/grafana/main.ts'], {
    cwd,
    env,
  });
  expect(stdout).toContain('not run: there is no grafana on PATH');
});
