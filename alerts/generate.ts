/** Everything that the alerting half generates for a fleet, as text. Deterministic: no time, no version, sorted. */
import type { Fleet } from '../collector/config/fleet.ts';
import { observing, observingLine } from '../collector/config/observing.ts';
import { alertmanagerFile } from './routing/alertmanager.ts';
import { targetFiles } from './routing/targets.ts';
import { ruleFile } from './rules/render.ts';
import { panelFile } from './slo/panelRules.ts';
import { recordingFile } from './slo/recordRules.ts';

/** Path below `generated/` → content. Holds no secret. */
export const alertFiles = (fleet: Fleet): ReadonlyMap<string, string> => {
  const recordings = recordingFile(fleet);
  return new Map(
    [
      ...[...targetFiles(fleet)].map(([name, text]) => [`prometheus/targets/${name}`, text] as const),
      ['prometheus/rules/fast.yml', ruleFile(fleet, 'fast')] as const,
      ['prometheus/rules/slow.yml', ruleFile(fleet, 'slow')] as const,
      ['prometheus/rules/panels.yml', panelFile(fleet)] as const,
      ...(recordings === undefined ? [] : [['prometheus/rules/sli.yml', recordings] as const]),
      ['alertmanager/alertmanager.yml', alertmanagerFile(fleet, 'files')] as const,
    ].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};

export interface RuntimeCopy {
  /** alertmanager.yml with secrets inlined: write it 0600 and never print it. */
  readonly text: string;
  /** What had to be left out because its secret is absent, or because the fleet only observes; as sentences. */
  readonly without: readonly string[];
}

/** The copy that Alertmanager before 0.28 can run. */
export const runtimeAlertmanager = (fleet: Fleet): RuntimeCopy => {
  const { discord, pagerduty, deadman } = fleet.notify;
  const secrets = [discord?.operators, pagerduty?.routingKey, deadman?.url];
  return {
    text: alertmanagerFile(fleet, 'inline'),
    without: [
      ...(observing(fleet) ? [observingLine] : []),
      ...secrets.filter((secret) => secret && secret.value === undefined).map((secret) => secret?.without ?? ''),
    ],
  };
};
