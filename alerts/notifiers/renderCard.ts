/** The operators' card as a pure function of what is known: the same input gives the same card, in every state. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { NodeView } from '../../collector/view.ts';
import type { CauseEntry, Incident, StoredAlert } from '../router/incident.ts';
import { severities } from '../router/incident.ts';
import { pageClasses } from '../rules/define.ts';
import { type Card, type CardField, cut, cutLines } from './card.ts';
import { alertIcon, causeWords, discordTime, faceOf, headlineWords } from './cardWords.ts';
import { nodeTable } from './nodeTable.ts';

export interface CardContext {
  readonly fleet: Fleet;
  /** Nodes that the incident is about; undefined when the collector cannot be asked. */
  readonly nodes: readonly NodeView[] | undefined;
  /** When the collector judged those nodes, Unix seconds. */
  readonly nodesAt: number | undefined;
  readonly now: number;
}

const rank = (alert: StoredAlert): number =>
  (alert.status === 'resolved' ? 10 : 0) + severities.indexOf(alert.severity);

const pages: readonly string[] = Object.keys(pageClasses);
/** What members feel now before what may come; a page of the user's own after ours. */
const pageRank = ({ name, severity }: StoredAlert): number =>
  severity === 'page' && pages.includes(name) ? pages.indexOf(name) : pages.length;

/** Worst first: firing before over, page before warning, the page that tells most, then the oldest. */
export const sortAlerts = (alerts: readonly StoredAlert[]): readonly StoredAlert[] =>
  [...alerts].sort(
    (a, b) => rank(a) - rank(b) || pageRank(a) - pageRank(b) || a.startsAt - b.startsAt || a.name.localeCompare(b.name),
  );

/** How people call a scope: the edge's or node's alias in the notification line, the short name in the title. */
const namesOf = (fleet: Fleet, scope: string): { readonly short: string; readonly alias: string } => {
  if (scope === 'self') return { short: 'headwatch', alias: 'headwatch itself' };
  if (scope === 'sla') return { short: 'service level', alias: 'service level' };
  const short = scope.slice(scope.indexOf(':') + 1);
  const owner = scope.startsWith('edge:')
    ? fleet.edges.find((edge) => edge.name === short)
    : fleet.nodes.find((node) => scope === `node:${node.name}`);
  return { short, alias: owner?.alias ?? short };
};

const lasted = (incident: Incident): string =>
  formatSeconds(Math.max(0, Math.round((incident.resolvedAt ?? incident.openedAt) - incident.openedAt)));

const causeField = (causes: readonly CauseEntry[]): string => {
  const latest = causes.at(-1);
  if (!latest) return 'not known yet';
  const lines = [`**${causeWords(latest.cause)}**${latest.detail ? `: ${cut(latest.detail, 300)}` : ''}`];
  const earlier = causes.slice(-4, -1).reverse();
  if (earlier.length > 0) {
    const told = earlier.map((entry) => `${causeWords(entry.cause)} (${discordTime(entry.at, 'T')})`);
    lines.push(`before: ${told.join(', ')}`);
  }
  return lines.join('\n');
};

const alertLines = (alerts: readonly StoredAlert[]): string =>
  cutLines(
    alerts.map((alert) => {
      const target = alert.labels.target ? ` ${alert.labels.target}` : '';
      const times =
        alert.status === 'resolved'
          ? `${discordTime(alert.startsAt, 'T')} to ${discordTime(alert.endsAt ?? alert.seenAt, 'T')}`
          : `since ${discordTime(alert.startsAt, 'R')}${alert.status === 'unverified' ? ', not verified' : ''}`;
      return `${alertIcon(alert.status, alert.severity)} ${cut(alert.name + target, 80)} · ${times}`;
    }),
    1024,
  );

const link = (text: string, url: string | undefined): string[] =>
  url && /^https?:\/\/[^\s<>]+$/.test(url) ? [`[${text}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`] : [];

const linksOf = (fleet: Fleet, top: StoredAlert | undefined): string =>
  [
    ...link('Runbook', top?.annotations.runbook_url),
    ...link('Dashboard', top?.annotations.dashboard_url),
    ...link('Status page', fleet.router.publicUrl),
  ].join(' · ');

const stateLines = (incident: Incident): string[] => {
  if (incident.state === 'resolved' && incident.resolvedAt !== null) {
    const span = `${discordTime(incident.openedAt, 't')} to ${discordTime(incident.resolvedAt, 't')}`;
    return [`Lasted **${lasted(incident)}**, ${span}.`];
  }
  const since = `Since ${discordTime(incident.openedAt, 'T')} (${discordTime(incident.openedAt, 'R')}).`;
  const lines = [incident.reopened > 0 ? `${since} Reopened ${incident.reopened}×.` : since];
  if (incident.state === 'unknown') {
    lines.unshift('**Not resolved**: Prometheus or Alertmanager cannot confirm whether this still lasts.');
  }
  if (incident.ackedAt !== null) {
    lines.push(`Acknowledged by ${cut(incident.ackedBy ?? 'somebody', 60)} ${discordTime(incident.ackedAt, 'R')}.`);
  }
  return lines;
};

const nodesField = (context: CardContext): CardField[] => {
  if (context.nodes === undefined)
    return [{ name: 'Nodes', value: 'The collector does not answer: nothing is known.' }];
  const at = context.nodesAt === undefined ? '' : ` · ${discordTime(context.nodesAt, 'T')}`;
  const table = nodeTable(context.nodes);
  return table === '' ? [] : [{ name: `Nodes${at}`, value: table }];
};

export const renderCard = (incident: Incident, alerts: readonly StoredAlert[], context: CardContext): Card => {
  const sorted = sortAlerts(alerts);
  const top = sorted.find((alert) => alert.name === incident.headline) ?? sorted[0];
  const face = faceOf(incident);
  const { short, alias } = namesOf(context.fleet, incident.scope);
  const latest = incident.causes.at(-1);
  const cause = `cause ${latest ? causeWords(latest.cause) : 'not known yet'}`;
  const summary = cut(top?.annotations.summary ?? headlineWords(incident.headline), 300);
  const open = incident.state !== 'resolved';
  const tale = open ? summary : `${headlineWords(incident.headline).toLowerCase()} lasted ${lasted(incident)}`;
  const role =
    incident.severity === 'page' && incident.state === 'firing' ? context.fleet.notify.discord?.mentionRole : undefined;
  const content = `${face.icon} ${face.word} ${alias} · ${incident.region} · ${tale} · ${cause}`;

  return {
    content: role ? `${content} · <@&${role}>` : content,
    title: `${face.icon} ${face.word} · ${short} · ${incident.region} · ${headlineWords(incident.headline)}`,
    description: [
      ...stateLines(incident),
      // What is over is told in one line: its numbers and its impact were of then.
      ...(open ? [] : [`It was: ${summary}`]),
      ...(open && top?.annotations.impact ? [`**Impact** ${top.annotations.impact}`] : []),
      ...(open && top?.annotations.description ? [top.annotations.description] : []),
    ].join('\n'),
    color: face.color,
    fields: [
      { name: 'Cause', value: causeField(incident.causes) },
      ...nodesField(context),
      { name: 'Alerts', value: alertLines(sorted) },
      ...(open && top?.annotations.action ? [{ name: 'Do', value: top.annotations.action }] : []),
      { name: 'Links', value: linksOf(context.fleet, top) },
    ].filter((field) => field.value !== ''),
    footer: `#${incident.id} · ${new Date(context.now * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    mentionRole: role,
  };
};
