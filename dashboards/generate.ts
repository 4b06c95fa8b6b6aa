/** Everything that Grafana reads, for one fleet. */
import { dashboardUid } from '../collector/catalogue/dashboards.ts';
import type { Fleet } from '../collector/config/fleet.ts';
import { type Build, dashboards } from './definitions/index.ts';
import { stableJson } from './kit/json.ts';
import { siteOf } from './kit/links.ts';
import { profiles } from './kit/model.ts';
import { compile } from './kit/sdk/compile.ts';
import { provisioningFiles } from './provisioning.ts';

/**
 * Paths relative to `generated/` and their contents; the same fleet gives the same bytes.
 * @throws Error when a definition breaks the grid or uses a key twice
 */
export const dashboardFiles = (fleet: Fleet): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  for (const profile of profiles) {
    const built = Object.values<Build>(dashboards).flatMap((build) => build(profile, fleet) ?? []);
    const site = siteOf(profile, fleet, built);
    for (const dashboard of built) {
      const json = stableJson(compile(dashboard, site));
      files.set(`grafana/dashboards/${profile}/${dashboardUid(dashboard.name)}.json`, json);
    }
    for (const [path, text] of provisioningFiles(profile, fleet)) {
      files.set(`grafana/provisioning/${profile}/${path}`, text);
    }
  }
  return files;
};
