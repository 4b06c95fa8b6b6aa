/** What an alert means in this fleet, what its expression gives now, who would hear of it, and how to quiet it. */
import type { Ask } from '../../alerts/router/fetchJson.ts';
import { queryNow, type Sample } from '../../alerts/router/knowledge.ts';
import { receiverOf, receiverWords } from '../../alerts/routing/receiverOf.ts';
import { type AnyAlert, type Delivery, type Group, groups, pagesIn } from '../../alerts/rules/define.ts';
import { type AlertName, alerts } from '../../alerts/rules/index.ts';
import { runbookPath } from '../../alerts/rules/links.ts';
import { quietingLine } from '../../alerts/rules/overrides.ts';
import { groupInterval, type Rule, ruleGroup } from '../../alerts/rules/render.ts';
import type { UserRule } from '../../alerts/rules/user/shape.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { ActiveAlert, Live } from '../live/ask.ts';
import { type Explanation, type Fact, fact } from '../live/explanation.ts';
import { sinceWords } from '../live/words.ts';
import { leftSide } from './leftSide.ts';

const patient: Ask = { timeoutMs: 5000 };

const ruleIn = (fleet: Fleet, name: string): { readonly rule: Rule; readonly group: Group } | undefined =>
  groups
    .flatMap((group) => (ruleGroup(fleet, group)?.rules ?? []).map((rule) => ({ rule, group })))
    .find(({ rule }) => rule.alert === name);

/** The labels that tell instances apart. */
const whose = (labels: Readonly<Record<string, string>>): string => {
  const told = Object.entries(labels).filter(
    ([name]) => !['alertname', 'severity', 'page_class', '__name__'].includes(name),
  );
  return told.map(([name, value]) => `${name}=${value}`).join(' ') || 'the fleet';
};

const valueWords = (value: number): string => String(Number(value.toPrecision(6)));

const valueFact = async (live: Live, expr: string): Promise<Fact> => {
  const side = leftSide(expr);
  const samples = await queryNow(live.fleet.prometheus.url, side?.expr ?? expr, patient);
  if (samples === undefined) return fact('value now', null, 'not known: Prometheus does not answer');
  const told = (list: readonly Sample[]): string =>
    list.map(({ labels, value }) => `${valueWords(value)} (${whose(labels)})`).join('\n');
  if (side)
    return fact('value now', samples.length, `${told(samples) || 'no series'}\nit holds where that is ${side.rest}`);
  const isWell = samples.length === 0 || expr === alerts.Watchdog.expr(live.fleet);
  return fact('value now', samples.length, told(samples) || 'nothing matches its expression', isWell);
};

const mutedWords = (live: Live, alert: ActiveAlert): string => {
  if (live.held.length === 0) return 'whether it is silenced is not known';
  const same = live.held
    .flat()
    .find(({ labels }) => Object.entries(alert.labels).every(([name, value]) => labels[name] === value));
  if (!same) return 'Alertmanager has not got it (yet)';
  const { silencedBy, inhibitedBy } = same.status;
  if (silencedBy.length > 0) return `silenced (${silencedBy.join(', ')})`;
  return inhibitedBy.length > 0 ? 'inhibited: another alert says it already' : 'not silenced, not inhibited';
};

const stateFacts = (live: Live, name: string): readonly Fact[] => {
  const active = live.alerts?.filter(({ labels }) => labels.alertname === name);
  if (active === undefined) return [fact('state', null, 'not known: Prometheus does not answer')];
  if (active.length === 0) return [fact('state', 'inactive', 'neither pending nor firing')];
  return active.map((alert) => {
    const since = alert.activeAt ? Date.parse(alert.activeAt) / 1000 : null;
    const muted = alert.state === 'firing' ? `; ${mutedWords(live, alert)}` : '';
    const says = `${alert.state} for ${whose(alert.labels)}, since ${sinceWords(since, live.now)}${muted}`;
    // The Watchdog is well while it fires.
    return fact('state', alert.state, says, name === alerts.Watchdog.name);
  });
};

const timing = (rule: Timed, every: string): string =>
  [
    `evaluated each ${every}`,
    rule.for ? `must hold for ${rule.for}` : 'fires at once',
    rule.keep_firing_for ? `fires on for ${rule.keep_firing_for} after it last held` : 'ends at once',
  ].join(', ');

type Timed = Pick<Rule, 'for' | 'keep_firing_for'>;

/** An alert of ours or of the user's own, as far as both can be told in the same way. */
interface Subject {
  readonly name: string;
  readonly rule: Pick<Rule, 'expr' | 'labels'> & Timed;
  readonly every: string;
  readonly delivery: Delivery;
  readonly meaning: readonly Fact[];
  readonly runbook: string | undefined;
  readonly quieter: Fact;
}

const verdictOf = (states: readonly Fact[]): string => {
  const words = states.map(({ value }) => value);
  if (words.includes(null)) return 'unknown';
  return ['firing', 'pending'].find((word) => words.includes(word)) ?? 'inactive';
};

const explainRule = async (live: Live, subject: Subject): Promise<Explanation> => {
  const { name, rule, delivery, runbook } = subject;
  const { severity = '', page_class: pageClass, scope } = rule.labels;
  const states = stateFacts(live, name);
  const receiver = receiverOf({ delivery, severity: severity === 'page' ? 'page' : 'warning' }, live.fleet);
  const verdict = verdictOf(states);
  const always = delivery === 'deadman';
  const began = (live.alerts ?? []).flatMap(({ labels, activeAt }) =>
    labels.alertname === name && activeAt ? [Date.parse(activeAt) / 1000] : [],
  );
  return {
    about: `alert:${name}`,
    title: `${name} · ${severity}${pageClass ? ` (${pageClass})` : ''} · scope ${scope}`,
    headline: `${verdict.toUpperCase()}${verdict === 'firing' && always ? ': as it always should' : ''}`,
    verdict,
    well: verdict === 'unknown' ? null : verdict === (always ? 'firing' : 'inactive'),
    since: began.length > 0 ? Math.min(...began) : null,
    facts: [
      ...subject.meaning,
      ...states,
      await valueFact(live, rule.expr),
      fact('expression', rule.expr, rule.expr),
      fact('timing', rule.for ?? '0s', timing(rule, subject.every)),
      fact('who hears', receiver?.name ?? null, receiverWords(receiver, live.fleet)),
      ...(runbook ? [fact('runbook', runbook, runbook)] : []),
      subject.quieter,
    ],
    unanswered: live.unanswered,
  };
};

const quieterFact = (alert: AnyAlert, fleet: Fleet): Fact => {
  const line = quietingLine(alert, fleet);
  if (!line) return fact('to quiet it', false, 'it cannot be: whoever stops receiving it raises the alarm');
  return fact('to quiet it', line, pagesIn(alert, fleet.service) ? `${line} (a page can only be made to wait)` : line);
};

export const explainAlert = (live: Live, name: AlertName): Promise<Explanation> => {
  const { fleet, unanswered } = live;
  const alert = alerts[name];
  const found = ruleIn(fleet, name);
  const runbook = runbookPath(name);
  const meaning = [
    fact('meaning', alert.summary, alert.summary),
    fact('members feel', alert.impact, alert.impact),
    fact('first', alert.action, alert.action),
  ];
  if (found) {
    const every = `${groupInterval[found.group]} s`;
    const { delivery = 'router' } = alert;
    const quieter = quieterFact(alert, fleet);
    return explainRule(live, { name, rule: found.rule, every, delivery, meaning, runbook, quieter });
  }
  const headline =
    fleet.alerts?.[name]?.enabled === false
      ? 'NOT THERE: fleet.yaml turns it off under alerts:'
      : 'NOT THERE: this fleet has nothing that it could be about';
  const facts = [...meaning, fact('runbook', runbook, runbook)];
  return Promise.resolve({
    ...{ about: `alert:${name}`, title: name, headline, verdict: 'absent', well: true, since: null },
    ...{ facts, unanswered },
  });
};

/** One of `rules.d`, which has no more to say for itself than its file. */
export const explainUserRule = (live: Live, file: string, interval: string | undefined, rule: UserRule) => {
  const { alert: name = '', expr, labels = {}, annotations = {} } = rule;
  const timed = {
    ...(rule.for ? { for: rule.for } : {}),
    ...(rule.keep_firing_for ? { keep_firing_for: rule.keep_firing_for } : {}),
  };
  const meaning = ['summary', 'impact', 'action'].flatMap((key) => {
    const text = annotations[key];
    return text ? [fact(key, text, text)] : [];
  });
  return explainRule(live, {
    name,
    rule: { expr, labels, ...timed },
    every: interval ?? 'interval of Prometheus',
    delivery: 'router',
    meaning,
    runbook: annotations.runbook_url,
    quieter: fact('to quiet it', file, `it is your own: ${file}`),
  });
};
