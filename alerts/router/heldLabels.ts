/** Whether Prometheus holds an alert: it lists label sets, thousands in a storm, and knows no fingerprints. */

type Labels = Readonly<Record<string, string>>;

/** Enough to leave a few candidates each; what rules set, so that no external label is among them. */
const keyOf = ({ alertname, scope, target }: Labels): string => JSON.stringify([alertname, scope, target]);

/** Prometheus knows an alert without the external labels that Alertmanager sees: its labels are a part of the alert's. */
export const heldIn = (list: readonly Labels[]): ((alert: { readonly labels: Labels }) => boolean) => {
  const known = new Map<string, Labels[]>();
  for (const labels of list) {
    const key = keyOf(labels);
    const others = known.get(key);
    if (others) others.push(labels);
    else known.set(key, [labels]);
  }
  return (alert) =>
    (known.get(keyOf(alert.labels)) ?? []).some((labels) =>
      Object.entries(labels).every(([name, value]) => alert.labels[name] === value),
    );
};
