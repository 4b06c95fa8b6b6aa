/** Incidents for people: a list, and one with its timeline. */
import { timeWords } from '../../alerts/ledger/report/words.ts';
import { labelWords } from '../../alerts/notifiers/cardWords.ts';
import type { Kept, ToldIncident } from '../../alerts/postmortem/model.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { table } from '../table.ts';

const lasted = ({ openedAt, resolvedAt }: ToldIncident, now: number): string =>
  formatSeconds(Math.max(0, Math.round((resolvedAt ?? now) - openedAt)));

const stateWord = ({ state, acknowledgedAt }: ToldIncident): string =>
  state === 'firing' && acknowledgedAt !== null ? 'acked' : state;

const lastCause = ({ causes }: ToldIncident): string => {
  const cause = causes.at(-1)?.cause ?? 'unattributed';
  return cause === 'unattributed' ? 'not known' : labelWords(cause);
};

export const listText = (incidents: readonly ToldIncident[], now: number): string => {
  if (incidents.length === 0) return 'No incidents.';
  const head = ['id', 'opened (UTC)', 'state', 'worst', 'about', 'region', 'lasted', 'cause', 'alert'];
  const rows = incidents.map((incident) => [
    incident.id,
    timeWords(incident.openedAt),
    stateWord(incident),
    incident.peak,
    incident.scope,
    incident.region,
    lasted(incident, now),
    lastCause(incident),
    incident.headline,
  ]);
  return table([head, ...rows], '');
};

const recordingText = ({ recording: { parts, missing } }: Kept): string => {
  const vantages = [...new Set(parts.map(({ vantage }) => vantage))];
  const told = vantages.map((vantage) => {
    const own = parts.filter((part) => part.vantage === vantage);
    const [from, to] = [Math.min(...own.map((part) => part.from)), Math.max(...own.map((part) => part.to))];
    return `  ${vantage}: ${timeWords(from)} to ${timeWords(to)}`;
  });
  return ['Recording', ...told, ...missing.map(({ vantage, why }) => `  ${vantage}: nothing; ${why}`)].join('\n');
};

export const incidentText = (kept: Kept, now: number): string => {
  const { incident, timeline } = kept;
  const end = incident.resolvedAt === null ? '' : `, resolved ${timeWords(incident.resolvedAt)}`;
  const acked =
    incident.acknowledgedAt === null
      ? 'Not acknowledged.'
      : `Acknowledged by ${incident.acknowledgedBy ?? 'somebody'} at ${timeWords(incident.acknowledgedAt)}.`;
  const alerts = incident.alerts.map((alert) => [
    alert.name,
    alert.severity,
    alert.status,
    timeWords(alert.startsAt),
    alert.annotations.description ?? alert.annotations.summary ?? '',
  ]);
  return [
    `Incident ${incident.id}: ${incident.headline}, ${incident.scope}, ${incident.region}`,
    `${stateWord(incident)}, worst ${incident.peak}; opened ${timeWords(incident.openedAt)} UTC${end}; lasted ${lasted(incident, now)}. ${acked}`,
    `Cause: ${lastCause(incident)}${incident.causes.at(-1)?.detail ? `, ${incident.causes.at(-1)?.detail}` : ''}.`,
    '',
    'Timeline (UTC)',
    table(timeline.map(({ at, kind, text, by }) => [timeWords(at), kind, by === null ? text : `${text} (${by})`])),
    '',
    'Alerts',
    table(alerts),
    '',
    recordingText(kept),
  ].join('\n');
};
