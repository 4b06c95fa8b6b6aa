/** What the public Prometheus replaces by numbers, read from its own configuration. */
import { parse } from 'yaml';
import { z } from 'zod';

const Config = z.object({
  scrape_configs: z.array(
    z.object({
      metric_relabel_configs: z.array(
        z.object({
          source_labels: z.array(z.string()).optional(),
          target_label: z.string().optional(),
          regex: z.string().optional(),
          action: z.string().optional(),
        }),
      ),
    }),
  ),
});

/** Whether the values of a label are numbers in its place, in the series of a name. */
export type IsHashed = (label: string, name: string) => boolean;

export const hashedBy = (config: string): { readonly labels: readonly string[]; readonly is: IsHashed } => {
  const rules = Config.parse(parse(config)).scrape_configs.flatMap((each) => each.metric_relabel_configs);
  const hashed = rules.filter(({ action }) => action === 'hashmod').flatMap((rule) => rule.source_labels ?? []);
  const names = new Map(
    hashed.map((label) => {
      const written = rules.find((rule) => rule.target_label === label && rule.source_labels?.[0] === '__name__');
      return [label, new RegExp(`^(?:${written?.regex?.split(';')[0] ?? '.*'})$`)];
    }),
  );
  return { labels: hashed, is: (label, name) => names.get(label)?.test(name) ?? false };
};
