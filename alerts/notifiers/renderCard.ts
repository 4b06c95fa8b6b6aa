/** The operators' card as a pure function of what is known: the same input gives the same card, in every state. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { observing } from '../../collector/config/observing.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { Incident, StoredAlert } from '../router/incident.ts';
import { type Card, cut } from './card.ts';
import { cardLinks } from './cardLinks.ts';
import {
  alertIcon,
  discordTime,
  type Face,
  faceOf,
  faultFelt,
  faultTitles,
  headlineWords,
  severityFace,
} from './cardWords.ts';
import { causeLine, causeShort } from './causeLine.ts';
import type { IncidentFacts } from './facts.ts';
import { failoverLine } from './failoverLine.ts';
import { impactLine, isFineAgain } from './impactLine.ts';
import { nodeTable } from './nodeTable.ts';
import { ackedWords, budgetLine, costWords, lastedSeconds, sinceLine } from './sinceLine.ts';
import { sortAlerts } from './sortAlerts.ts';
import { stepsLine } from './stepsLine.ts';

export interface CardContext {
  readonly fleet: Fleet;
  readonly facts: IncidentFacts;
  readonly now: number;
}

/** Alerts that say that an edge is bad now: the fault says more than their names. */
const outages: readonly string[] = ['EdgeDown', 'JourneyFailing', 'InternalEdgeDown'];

const shortName = (scope: string): string => {
  if (scope === 'self') return 'headwatch';
  return scope === 'sla' ? 'service level' : scope.slice(scope.indexOf(':') + 1);
};

const faultOf = (incident: Incident, { outage }: IncidentFacts) =>
  outages.includes(incident.headline)
    ? (outage?.fault ?? (incident.headline === 'JourneyFailing' ? 'journey' : null))
    : null;

const titleWords = (incident: Incident, top: StoredAlert | undefined, facts: IncidentFacts): string => {
  const fault = faultOf(incident, facts);
  const step = fault === 'journey' ? /^([\w ]{1,30}?) fails?\b/.exec(facts.outage?.detail ?? '')?.[1] : undefined;
  if (step) return `${step.toUpperCase()} FAIL (head is fresh)`;
  if (fault) return faultTitles[fault];
  // What the rule saw, when nobody can be asked.
  if (top?.annotations.headline) return cut(top.annotations.headline, 100);
  return `${headlineWords(incident.headline)}${top?.labels.target ? ` ${top.labels.target}` : ''}`;
};

/** `EU gets stale blocks`: what a phone must say at night. */
const tale = (incident: Incident, top: StoredAlert | undefined, facts: IncidentFacts): string => {
  const region = incident.region === 'all' ? '' : incident.region.toUpperCase();
  if (outages.includes(incident.headline)) {
    const fault = faultOf(incident, facts);
    if (isFineAgain(facts))
      return `${region} fine again, ${fault ? faultFelt[fault].replace('gets', 'got') : 'was down'}`;
    return `${region || 'a region'} ${fault ? faultFelt[fault] : 'cannot use it'}`;
  }
  const summary = (top?.annotations.summary ?? headlineWords(incident.headline)).replace(/\.$/, '');
  const target = top?.labels.target;
  return [...(region ? [region] : []), target ? `${target}: ${summary}` : summary].join(' · ');
};

const alertsLine = (alerts: readonly StoredAlert[]): string => {
  const shown = alerts.slice(0, 8).map(({ name, labels, status, severity }) => {
    const target = labels.target ? ` ${labels.target}` : '';
    return `${alertIcon(status, severity)} ${cut(name + target, 60)}${status === 'unverified' ? ' (not verified)' : ''}`;
  });
  const left = alerts.length - shown.length;
  return [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join(' · ');
};

const link = (text: string, url: string | undefined): string[] =>
  url && /^https?:\/\/[^\s<>]{1,600}$/.test(url)
    ? [`[${text}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`]
    : [];

const linksLine = (fleet: Fleet, incident: Incident, top: StoredAlert | undefined): string =>
  cardLinks(fleet, incident, top)
    .flatMap(({ label, url }) => link(label, url))
    .join(' · ');

const labelled = (label: string, text: string): string[] => (text === '' ? [] : [`**${label}** ${text}`]);

/** Whether a cause means anything here: nobody attributes our own alerts, or a month that went wrong. */
const hasCause = ({ scope, causes }: Incident): boolean => causes.length > 0 || !['self', 'sla'].includes(scope);

const openLines = (
  incident: Incident,
  top: StoredAlert | undefined,
  alerts: readonly StoredAlert[],
  { fleet, facts, now }: CardContext,
): string[] => {
  const { annotations = {} } = top ?? {};
  const edge = fleet.edges.find(({ name }) => incident.scope === `edge:${name}`);
  const felt = impactLine(facts, edge?.audience === 'internal' ? 'nodes' : 'members', now);
  const told = outages.includes(incident.headline) && felt !== '';
  const numbers = cut(annotations.description ?? '', 600);
  const table = nodeTable(facts.nodes ?? [], facts.references);
  const { chainNow } = facts;
  return [
    ...(incident.state === 'unknown'
      ? ['**Not resolved**: Prometheus or Alertmanager cannot confirm whether this still lasts.']
      : []),
    ...(felt === '' ? [] : [felt]),
    ...(told ? [] : [cut(annotations.impact ?? '', 300), numbers]),
    ...(chainNow && incident.scope.startsWith('chain:') && chainNow.verdict === 'halted'
      ? [`The chain stands still since ${discordTime(chainNow.headTimestamp ?? chainNow.since, 'T')}.`]
      : []),
    ...(hasCause(incident) ? labelled('Cause', causeLine(incident, facts)) : []),
    table,
    ...(facts.nodes === null && /^(edge|node|chain):/.test(incident.scope)
      ? ['Nodes: not known, the collector does not answer.']
      : []),
    ...labelled('Failover', failoverLine(facts)),
    ...labelled('Do', stepsLine(incident, top, facts, fleet)),
    sinceLine(incident, facts, fleet),
    ...(facts.budget ? labelled('Budget', budgetLine(facts.budget)) : []),
    // One alert is the title; more are worth a line.
    ...(alerts.length > 1 ? labelled('Alerts', alertsLine(alerts)) : []),
    linksLine(fleet, incident, top),
  ].filter((line) => line !== '');
};

const overLines = (
  incident: Incident,
  top: StoredAlert | undefined,
  alerts: readonly StoredAlert[],
  { fleet, facts }: CardContext,
): string[] => {
  const summary = cut(top?.annotations.summary ?? '', 300);
  const from = facts.outage?.to ? facts.outage.from : incident.openedAt;
  const to = facts.outage?.to ?? incident.resolvedAt ?? incident.openedAt;
  return [
    [
      `Lasted **${formatSeconds(lastedSeconds(incident, facts))}**, ${discordTime(from, 'T')} to ${discordTime(to, 'T')}`,
      ...(facts.cost ? [costWords(facts.cost)] : []),
      ...(incident.reopened > 0 ? [`reopened ${incident.reopened}×`] : []),
    ].join(' · '),
    ...(summary === '' ? [] : [`It was: ${summary}`]),
    ...(hasCause(incident) ? labelled('Cause', causeLine(incident, facts)) : []),
    ...(facts.budget ? labelled('Budget', budgetLine(facts.budget)) : []),
    ...(alerts.length > 1 ? labelled('Alerts', alertsLine(alerts)) : []),
    linksLine(fleet, incident, top),
  ].filter((line) => line !== '');
};

/** In a trial week nothing pages: a card that would have says so where its reader looks first. */
const trialFace = (face: Face, fleet: Fleet): Face =>
  observing(fleet) ? { ...face, word: face.word.replace('PAGE', 'WOULD PAGE') } : face;

const contentOf = (
  incident: Incident,
  top: StoredAlert | undefined,
  facts: IncidentFacts,
  face: Face,
  severityWord: string,
): string => {
  const { icon, word } = face;
  const name = shortName(incident.scope);
  const cause = hasCause(incident) ? [causeShort(incident.causes)] : [];
  if (incident.state === 'resolved') {
    const region = incident.region === 'all' ? [] : [incident.region.toUpperCase()];
    const known = cause.map((each) => (each.startsWith('cause') ? each : `cause ${each}`));
    const cost = facts.cost ? [costWords(facts.cost)] : [];
    const lasted = `lasted ${formatSeconds(lastedSeconds(incident, facts))}`;
    return [`${icon} ${word} ${name}`, ...region, lasted, ...cost, ...known].join(' · ');
  }
  const what = [cut(tale(incident, top, facts), 300), ...cause];
  if (incident.state === 'unknown') return [`${icon} UNKNOWN, not resolved: ${name}`, ...what].join(' · ');
  if (incident.ackedAt === null) return [`${icon} ${word} ${name}`, ...what].join(' · ');
  return [`${icon} ACKED ${ackedWords(incident)}`, `${severityWord} ${name}`, ...what].join(' · ');
};

/** `#2026-11-07-1 · 3/3 vantages · data 1 s old`. */
const footerOf = (incident: Incident, { vantages, dataAgeSeconds }: IncidentFacts): string => {
  const age = dataAgeSeconds === null ? 'no data' : `data ${Math.round(dataAgeSeconds)} s old`;
  return `#${incident.id} · ${vantages.seen}/${vantages.expected} vantages · ${age}`;
};

export const renderCard = (incident: Incident, alerts: readonly StoredAlert[], context: CardContext): Card => {
  const { fleet, facts } = context;
  const sorted = sortAlerts(alerts);
  const top = sorted.find((alert) => alert.name === incident.headline) ?? sorted[0];
  const face = trialFace(faceOf(incident), fleet);
  const rings =
    !observing(fleet) && incident.severity === 'page' && incident.state === 'firing' && incident.ackedAt === null;
  const role = rings ? fleet.notify.discord?.mentionRole : undefined;
  const { word: severityWord } = trialFace(severityFace(incident.severity), fleet);
  const content = contentOf(incident, top, facts, face, severityWord);
  const lines =
    incident.state === 'resolved'
      ? overLines(incident, top, sorted, context)
      : openLines(incident, top, sorted, context);
  return {
    content: role ? `${content} · <@&${role}>` : content,
    title: `${face.icon} ${face.word} · ${shortName(incident.scope)} · ${incident.region} · ${titleWords(incident, top, facts)}`,
    description: lines.join('\n'),
    color: face.color,
    fields: [],
    footer: footerOf(incident, facts),
    mentionRole: role,
  };
};
