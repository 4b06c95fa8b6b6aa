/** Which pages are published, and where: what is generated for the public profile, under the addresses of publicShare. */
import { dashboardNames, dashboardUid } from '../../collector/catalogue/dashboards.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { publicFiles } from '../provisioning/publicFiles.ts';
import { publicToken } from '../publicShare.ts';
import type { Page } from './share.ts';

interface PanelJson {
  readonly id: number;
  readonly targets?: readonly unknown[];
}

/** In the order of the menu. */
export const publicPages = (fleet: Fleet): readonly Page[] => {
  const files = publicFiles(fleet);
  return dashboardNames.flatMap((name): readonly Page[] => {
    const uid = dashboardUid(name);
    const json = files.get(`grafana/dashboards/public/${uid}.json`);
    if (json === undefined) return [];
    // Written by our own compiler.
    const { panels } = JSON.parse(json) as { readonly panels: readonly PanelJson[] };
    const panel = panels.find(({ targets = [] }) => targets.length > 0)?.id;
    return [{ uid, token: publicToken(name, fleet), panel }];
  });
};
