/**
 * `alerts:` of fleet.yaml: an alert of ours made quieter. What pages is a closed list: nothing here takes from it or
 * adds to it, and a process that loaded the file without these checks ignores what they would have refused.
 */

import type { AlertTable } from '../../collector/config/alertTable.ts';
import type { CheckContext } from '../../collector/config/checks/draft.ts';
import type { AlertOverride, Fleet } from '../../collector/config/fleet.ts';
import { formatSeconds, parseDuration } from '../../collector/policy/duration.ts';
import { type AnyAlert, pagesIn, severityOf } from './define.ts';
import { alertNames, alerts } from './index.ts';

/** A page may be told to wait this long for a flicker to pass, never to wait an outage out. Seconds. */
export const pageWaitsMost = 300;

const faultsOf = (alert: AnyAlert, pages: boolean, context: CheckContext): void => {
  const { name } = alert;
  const { enabled, severity, for: wait } = context.draft.alerts?.[name] ?? {};
  const at = (key: keyof AlertOverride) => ['alerts', name, key] as const;
  if (alert.delivery === 'deadman') {
    context.fault(['alerts', name], 'no override: whoever stops receiving this alert raises the alarm');
    return;
  }
  if (pages && enabled === false)
    context.fault(at('enabled'), `true: ${name} is one of the few alerts that page, and those cannot be turned off`);
  if (pages && severity !== undefined && severity !== 'page')
    context.fault(at('severity'), `page: ${name} is one of the few alerts that page, and those cannot be lowered`);
  if (!pages && severity === 'page')
    context.fault(
      at('severity'),
      alert.severity === 'page'
        ? `warning or info: ${name} pages with service.page_on_halt`
        : 'warning or info: what pages is a closed list, and nothing can be added to it',
    );
  const seconds = parseDuration(wait ?? '');
  if (seconds === undefined) return;
  if (seconds !== Math.round(seconds)) context.fault(at('for'), 'whole seconds');
  else if (seconds < (alert.for ?? 0))
    context.fault(at('for'), `at least the ${formatSeconds(alert.for ?? 0)} that it is shipped with`);
  else if (pages && seconds > pageWaitsMost)
    context.fault(at('for'), `at most ${formatSeconds(pageWaitsMost)}: ${name} pages, and members are hurt meanwhile`);
};

const check = (context: CheckContext): void => {
  const pageOnHalt = context.draft.service?.page_on_halt === true;
  for (const name of alertNames)
    if (context.draft.alerts?.[name]) faultsOf(alerts[name], pagesIn(alerts[name], { pageOnHalt }), context);
};

/** For the loader: the names, and what may be said of each. */
export const alertTable: AlertTable = { names: alertNames, check };

/** The lines of fleet.yaml that make an alert quieter than it is in this fleet; undefined where none may. */
export const quietingLine = (alert: AnyAlert, fleet: Fleet): string | undefined => {
  const { name } = alert;
  if (alert.delivery === 'deadman') return undefined;
  if (pagesIn(alert, fleet.service)) return `alerts: { ${name}: { for: 1m } }`;
  return `alerts: { ${name}: ${severityOf(alert, fleet) === 'info' ? '{ enabled: false }' : '{ severity: info }'} }`;
};
