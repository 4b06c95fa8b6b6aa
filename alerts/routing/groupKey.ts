/** The group that a page is in, by its labels alone: what a webhook tells, for whoever has not heard one. */
import { groupBy, pageMatchers } from './routes.ts';

/**
 * As Alertmanager spells it: matchers of the routes from the root down, then those labels of `group_by` that the alert
 * has, in order of their names. A contract test holds it against the real one.
 */
export const pageGroupKey = (labels: Readonly<Record<string, string>>): string => {
  const group = [...groupBy]
    .sort()
    .flatMap((name) => (labels[name] ? [`${name}=${JSON.stringify(labels[name])}`] : []));
  return `{}/{${pageMatchers.join(',')}}:{${group.join(', ')}}`;
};
