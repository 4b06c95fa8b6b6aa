import type { Fleet } from '../../collector/config/fleet.ts';
import { observing, observingLine } from '../../collector/config/observing.ts';
import { losses, secretsOf } from '../../collector/config/secrets.ts';

/** What is missing for good and must not be forgotten, as fixed sentences: safe to show to anyone. */
export const standingLines = (fleet: Fleet): readonly string[] => {
  const missing = secretsOf(fleet)
    .filter((secret) => secret.value === undefined)
    .map((secret) => secret.without);
  const unnamed = [
    ...(fleet.notify.discord ? [] : [losses['notify.discord.operators_file']]),
    ...(fleet.notify.pagerduty ? [] : [losses['notify.pagerduty.routing_key_file']]),
    ...(fleet.notify.deadman ? [] : [losses['notify.deadman.url_file']]),
  ];
  return [...new Set([...(observing(fleet) ? [observingLine] : []), ...missing, ...unnamed])];
};
