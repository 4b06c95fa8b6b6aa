/** Alerts about upgrades: which nodes are not ready for one, or not known to be, as its day comes nearer. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { lifeLimits } from '../../collector/policy/life.ts';
import type { AlertDef } from './define.ts';
import { anyOf } from './expressions.ts';
import { day, type LifeText, lifeAlert, slowStep } from './lifeBase.ts';
import { serving } from './node.ts';

const { upgradeDeadline, upgradeNeeded } = metrics;

const onPlan = by(upgradeDeadline, 'target', 'region', 'chain', 'source', 'upgrade');
const daysLeft = (fleet: Fleet): string =>
  `(max by ${onPlan} (${sel(upgradeDeadline, serving(fleet))}) - time()) / ${day}`;
const need = (fleet: Fleet, needed: 'yes' | 'unknown' | readonly ('yes' | 'unknown')[]): string =>
  `max by ${onPlan} (${sel(upgradeNeeded, { ...serving(fleet), needed })}) == 1`;

const tellers = {
  arbos: "the chain's own schedule",
  nitro: 'the node itself',
  eth_config: 'execution clients of its chain',
  beacon_spec: 'consensus clients of its chain',
  fleet: 'fleet.yaml',
} as const;
const teller = Object.entries(tellers)
  .map(([source, words]) => `{{ if eq $labels.source "${source}" }}${words}{{ end }}`)
  .join('');

/** What fleet.yaml says of its own entries, without what means something to a template. */
const about = (fleet: Fleet): string =>
  (fleet.upgrades ?? [])
    .map(({ chain, client, version, about: words, url }) => {
      const text = [words, url].filter((part) => part !== undefined).join(': ');
      const plain = text.replaceAll(/[{}"\\\p{Cc}]/gu, ' ');
      return text === '' ? '' : `{{ if eq $labels.upgrade "${client ?? chain}-${version}" }} ${plain}{{ end }}`;
    })
    .join('');

const upgradeText = (fleet: Fleet): string =>
  `{{ $labels.target }} in {{ $labels.region }} is not ready for {{ $labels.upgrade }}, or is not known to be, as told by ${teller}. Days left: {{ $value | printf "%.1f" }}.${about(fleet)}`;

/** Clients of other chains tell of no upgrade: fleet.yaml may. */
const mayBeUpgraded = (fleet: Fleet): boolean =>
  (fleet.upgrades ?? []).length > 0 || fleet.nodes.some(({ kind, state }) => state === 'serving' && kind !== 'evm');

/** Days, from `since` before the deadline until the next alert has taken over. */
const between = (fleet: Fleet, since: number, next: number): string =>
  `${daysLeft(fleet)} <= ${since / day} > ${(next - lifeLimits.upgradeOverlap) / day}`;

type UpgradeText = Pick<LifeText, 'severity' | 'expr' | 'summary' | 'action'>;

const upgradeAlert = <const N extends string>(name: N, text: UpgradeText): AlertDef<N> =>
  lifeAlert(name, {
    ...text,
    when: mayBeUpgraded,
    // At its start a node has not said its version yet.
    for: 4 * slowStep,
    description: upgradeText,
    impact: 'None yet. After the deadline the node follows another chain, or none: who reads from it gets old blocks.',
  });

const needed = (fleet: Fleet, since: number, next: number): string => `${between(fleet, since, next)}
  and on ${onPlan}
${need(fleet, ['yes', 'unknown'])}`;

export const UpgradeDueSoon = upgradeAlert('UpgradeDueSoon', {
  severity: 'info',
  expr: (fleet) => needed(fleet, lifeLimits.upgradeSoon, lifeLimits.upgradeNear),
  summary: 'A node must be upgraded within the next weeks.',
  action: 'Read the release notes, and plan one node after the other with `headwatch maintenance start`.',
});

export const UpgradeDueInTwoWeeks = upgradeAlert('UpgradeDueInTwoWeeks', {
  severity: 'info',
  expr: (fleet) => needed(fleet, lifeLimits.upgradeNear, lifeLimits.upgradeDue),
  summary: 'A node must be upgraded within two weeks.',
  action: 'Upgrade the node that serves least, and watch it for some days before the others follow.',
});

export const UpgradeDue = upgradeAlert('UpgradeDue', {
  severity: 'warning',
  expr: (fleet) => needed(fleet, lifeLimits.upgradeDue, lifeLimits.upgradeLast),
  summary: 'A node must be upgraded within days.',
  action: 'Upgrade it now, in a window of its own; where its version is not known, ask the node for it.',
});

export const UpgradeDueInTwoDays = upgradeAlert('UpgradeDueInTwoDays', {
  severity: 'warning',
  expr: (fleet) =>
    anyOf([
      `(
  ${daysLeft(fleet)} <= ${lifeLimits.upgradeLast / day}
    and on ${onPlan}
  ${need(fleet, 'yes')}
)`,
      `(
  ${daysLeft(fleet)} <= ${lifeLimits.upgradeLast / day} > 0
    and on ${onPlan}
  ${need(fleet, 'unknown')}
)`,
    ]),
  summary: 'A node must be upgraded within two days, or should have been.',
  action: 'Upgrade it today; with all nodes of an edge not ready, wake whoever may restart them.',
});
