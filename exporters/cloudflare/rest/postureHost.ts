/** What of a zone keeps programs out of a hostname. A program passes no challenge, and reads no page. */
import type { PostureLine, ZoneSettings } from './postureModel.ts';
import { challengesOf, rateLimitsOf, skippedPhases } from './rules.ts';
import type { Rule } from './schemas.ts';

const mitigates = (action: string | null | undefined): boolean => action != null && action !== 'allow';

/** "100 requests in 10 s", of the strictest rule. */
const strictest = (rules: readonly Rule[]): string => {
  const rates = rules.flatMap(({ ratelimit }) => {
    const { requests_per_period: requests, period } = ratelimit ?? {};
    return requests && period ? [{ requests, period }] : [];
  });
  const [least] = rates.sort((a, b) => a.requests / a.period - b.requests / b.period);
  return least ? `${least.requests} requests in ${least.period} s` : 'a rate that could not be read';
};

export const hostFindings = (
  host: string,
  { websockets, securityLevel, bots, customRules, rateLimits }: ZoneSettings,
): readonly PostureLine[] => {
  const subject = `host:${host}`;
  const skipped = skippedPhases(customRules ?? [], host);
  const lines: PostureLine[] = [];
  if (bots) {
    // No rule can skip the plain mode; the super one can be.
    const superMode =
      (mitigates(bots.sbfm_definitely_automated) || mitigates(bots.sbfm_likely_automated)) &&
      !skipped.has('http_request_sbfm');
    lines.push({
      subject,
      finding: 'bot_fight',
      found: bots.fight_mode === true || superMode,
      text: bots.fight_mode
        ? 'Bot Fight Mode is on for the zone: programs such as members run are challenged, and no rule can make an exception. Turn it off.'
        : 'Super Bot Fight Mode acts on automated traffic, which all of RPC is. Allow it there, or skip it for this hostname by a custom rule.',
    });
  }
  if (customRules || securityLevel !== undefined) {
    const rules = challengesOf(customRules ?? [], host);
    const underAttack = securityLevel === 'under_attack';
    lines.push({
      subject,
      finding: 'challenge',
      found: underAttack || rules.length > 0,
      text: underAttack
        ? '"I\'m under attack" is on for the zone: every program is shown a challenge that it cannot pass. Turn it off, or skip it for this hostname.'
        : `${rules.length === 1 ? 'a custom rule challenges' : `${rules.length} custom rules challenge`} what may be requests to it: a program cannot pass a challenge. Leave this hostname out of them.`,
    });
  }
  if (rateLimits) {
    const rules = skipped.has('http_ratelimit') ? [] : rateLimitsOf(rateLimits, host);
    lines.push({
      subject,
      finding: 'rate_limit',
      found: rules.length > 0,
      text: `${rules.length === 1 ? 'a rate-limit rule meets' : `${rules.length} rate-limit rules meet`} it: above ${strictest(rules)} members get 429, many of them behind one address as one. Raise it far above what they need, or leave this hostname out.`,
    });
  }
  if (websockets !== undefined) {
    lines.push({
      subject,
      finding: 'websockets_off',
      found: websockets === 'off',
      text: 'WebSockets are off for the zone: members cannot subscribe to new heads. Turn them on.',
    });
  }
  return lines;
};
