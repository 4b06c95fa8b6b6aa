/** Every alert that a fleet can raise about every target and region, as Prometheus would label it, and more than those. */
import { groups } from '../../../alerts/rules/define.ts';
import { ruleGroup } from '../../../alerts/rules/render.ts';
import { cloudflareDatasets } from '../../../collector/catalogue/cloudflareLabels.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Labels } from './routeWalk.ts';

export const everyAlert = (fleet: Fleet): readonly Labels[] => {
  const targets = [...fleet.nodes, ...fleet.edges, ...fleet.references];
  const regions = ['all', 'none', ...new Set([...fleet.nodes.map(({ region }) => region), fleet.vantage])];
  const rules = groups.flatMap((group) => ruleGroup(fleet, group)?.rules ?? []).filter(({ alert }) => alert);
  return rules.flatMap(({ alert = '', labels = {} }) => {
    // About no target of ours; what mutes what goes by dataset.
    if (labels.scope === 'cloudflare')
      return cloudflareDatasets.map(
        (dataset): Labels => ({ ...labels, region: 'all', zone: 'example.org', dataset, alertname: alert }),
      );
    return targets.flatMap(({ name, chain }) =>
      regions.map((region): Labels => {
        const values: Labels = { target: name, chain, region };
        const filled = Object.entries(labels).map(([label, text]) => [
          label,
          text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_all, key: string) => values[key] ?? ''),
        ]);
        return { ...values, ...Object.fromEntries(filled), alertname: alert };
      }),
    );
  });
};
