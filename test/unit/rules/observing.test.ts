/** `notify.mode: observe`: said wherever someone looks, and nothing generated can page. */
import { expect, test } from 'vitest';
import { alertFiles, runtimeAlertmanager } from '../../../alerts/generate.ts';
import { standingLines } from '../../../alerts/router/standing.ts';
import { adviceFor } from '../../../collector/config/advice.ts';
import { observing, observingLine } from '../../../collector/config/observing.ts';
import { fleetOf } from '../../rules/support/fleets.ts';

const live = fleetOf('example');
const trial = fleetOf('example', { edit: [['notify:', 'notify:\n  mode: observe']] });

test('is off unless fleet.yaml says so', () => {
  expect([observing(live), observing(trial)]).toEqual([false, true]);
  expect(standingLines(live)).not.toContain(observingLine);
});

test('is a standing line of the status page, of the advice, and of whatever generates', () => {
  expect(standingLines(trial)[0]).toBe(observingLine);
  expect(adviceFor(trial).map(({ text }) => text)).toContain(observingLine);
  expect(runtimeAlertmanager(trial).without).toEqual([observingLine]);
});

test('takes PagerDuty out of what is generated, and changes no rule but the one about paging itself', () => {
  const [before, after] = [alertFiles(live), alertFiles(trial)];
  expect(before.get('alertmanager/alertmanager.yml')).toContain('pagerduty');
  expect(after.get('alertmanager/alertmanager.yml')).not.toContain('pagerduty');
  expect(runtimeAlertmanager(trial).text).not.toContain('pagerduty');
  const rules = (files: ReadonlyMap<string, string>) =>
    [...files]
      .filter(([path]) => path.includes('/rules/'))
      // From each rule to the next.
      .flatMap(([, text]) => text.split(/^(?= {6}- )/m));
  const gone = rules(before).filter((rule) => !rules(after).includes(rule));
  expect(gone.map((rule) => /alert: (\w+)/.exec(rule)?.[1])).toEqual(['PagingUnproven']);
  expect(rules(after).filter((rule) => !rules(before).includes(rule))).toEqual([]);
});
