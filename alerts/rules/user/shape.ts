/** The shape of a rule file of the user's own: Prometheus' keys, as far as its release 2.42 knows them. */
import { z } from 'zod';

const duration = z.string().regex(/^(\d+(ms|[smhdwy]))+$/, { error: 'a duration of Prometheus, such as 30s or 5m' });
const texts = z.record(z.string(), z.string());
const expr = z.union([z.string().min(1), z.number().transform(String)]);

const ruleSchema = z.strictObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr,
  for: duration.optional(),
  keep_firing_for: duration.optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
});

export const ruleFileSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string().min(1),
      interval: duration.optional(),
      limit: z.int().min(0).optional(),
      rules: z.array(ruleSchema).min(1),
    }),
  ),
});

export type UserRule = z.output<typeof ruleSchema>;
export type UserGroups = z.output<typeof ruleFileSchema>['groups'];

export interface UserRuleFile {
  /** `mine` of `rules.d/mine.yml`. */
  readonly name: string;
  readonly groups: UserGroups;
}
