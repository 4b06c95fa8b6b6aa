/** Grafana's provisioning files: one datasource, one folder of dashboards, nothing editable. */
import { stringify } from 'yaml';
import type { Fleet } from '../collector/config/fleet.ts';
import type { Profile } from './kit/model.ts';
import { publicDatasource } from './kit/sdk/fields.ts';

/** Environment variable of the public Grafana with the URL of the Prometheus that holds only what members may see. */
export const publicPrometheusVariable = 'HEADWATCH_PUBLIC_PROMETHEUS';

/** Environment variable of Grafana that names the directory with the dashboards of its profile. */
export const dashboardsVariable = 'HEADWATCH_DASHBOARDS';

const header = '# Generated from fleet.yaml by `headwatch generate`. Changes here are lost.\n';

/** Grafana replaces `$NAME` in these files; `$$` is a dollar sign. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

const yaml = (value: unknown): string => header + stringify(value, { lineWidth: 0 });

const datasource = (profile: Profile, fleet: Fleet) => ({
  apiVersion: 1,
  // Datasources that are not listed any more are removed.
  prune: true,
  datasources: [
    {
      name: profile === 'public' ? 'headwatch (public)' : 'headwatch',
      uid: profile === 'public' ? publicDatasource : 'headwatch',
      type: 'prometheus',
      // Never `direct`: it hands the address and the password to every visitor (CVE-2026-27877).
      access: 'proxy',
      url: profile === 'public' ? `$${publicPrometheusVariable}` : literal(fleet.prometheus.url),
      isDefault: true,
      editable: false,
      jsonData: {
        httpMethod: 'POST',
        prometheusType: 'Prometheus',
        // Rates read slow series; a panel of fast ones sets its own step.
        timeInterval: '15s',
        incrementalQuerying: false,
        // Prometheus judges; Grafana only shows.
        manageAlerts: false,
      },
    },
  ],
});

const provider = {
  apiVersion: 1,
  providers: [
    {
      name: 'headwatch',
      type: 'file',
      folder: 'headwatch',
      allowUiUpdates: false,
      // Deleting a dashboard would delete its public share with it.
      disableDeletion: true,
      updateIntervalSeconds: 30,
      options: { path: `$${dashboardsVariable}`, foldersFromFilesStructure: false },
    },
  ],
};

/** Paths below `grafana/provisioning/<profile>/` and their contents. */
export const provisioningFiles = (profile: Profile, fleet: Fleet): ReadonlyMap<string, string> =>
  new Map([
    ['datasources/headwatch.yml', yaml(datasource(profile, fleet))],
    ['dashboards/headwatch.yml', yaml(provider)],
  ]);
