/** Who hears of an alert, in words: for people who ask before it fires. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { observing } from '../../collector/config/observing.ts';
import type { Delivery, Severity } from '../rules/define.ts';
import { alertmanagerConfig } from './alertmanager.ts';
import type { Receiver } from './model.ts';
import type { ReceiverName } from './routes.ts';

/** The receiver that the generated routes lead to. */
export const receiverOf = (
  { delivery, severity }: { readonly delivery: Delivery; readonly severity: Severity },
  fleet: Fleet,
): Receiver | undefined => {
  const { receivers } = alertmanagerConfig(fleet, 'inline');
  const named = (name: ReceiverName): Receiver | undefined => receivers.find((receiver) => receiver.name === name);
  if (delivery === 'deadman') return named('deadman');
  return (delivery === 'native' ? named('native') : undefined) ?? named(severity === 'page' ? 'page' : 'router');
};

/** `PagerDuty (critical), the router (a card in Discord)`. */
export const receiverWords = (receiver: Receiver | undefined, fleet: Fleet): string => {
  const card = fleet.notify.discord?.operators.value ? 'a card in Discord' : 'no card: no Discord webhook';
  const isDeadman = receiver?.name === 'deadman';
  const heard = [
    ...(receiver?.pagerduty_configs ?? []).map(({ severity }) => `PagerDuty (${severity})`),
    ...(receiver?.discord_configs ?? []).map(() => 'Discord, from Alertmanager itself'),
    ...(receiver?.webhook_configs ?? []).map((hook) => {
      if (!isDeadman) return `the router (${card})`;
      return hook.max_alerts === undefined ? "the dead man's URL" : 'the router (which notices three missed beats)';
    }),
  ];
  const would = receiver?.name === 'page' && observing(fleet) ? '; it would have paged, but this fleet observes' : '';
  return `${heard.join(', ') || 'nobody'}${would}`;
};
