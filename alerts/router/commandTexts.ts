/** Answers to slash commands: short texts for a phone, of what the router knows anyway. */

import { formatSeconds } from '../../collector/policy/duration.ts';
import type { SlaStatus, Status } from '../../collector/status.ts';
import { discordTime, faceOf, headlineWords, labelWords } from '../notifiers/cardWords.ts';
import type { Incident, Silence } from './incident.ts';

const mostLines = 25;
const few = (lines: readonly string[]): string[] =>
  lines.length <= mostLines
    ? [...lines]
    : [...lines.slice(0, mostLines - 1), `… and ${lines.length - mostLines + 1} more`];

const stateIcons = { good: '✅', bad: '🔴', halted: '⏸️', unknown: '◻' } as const;
const serviceIcons = { up: '✅', degraded: '🟡', down: '🔴', unknown: '◻' } as const;

/** As seconds of a person: `72.0 s behind` only where it is known. */
const behind = (seconds: number | null): string => (seconds === null ? '' : ` · ${seconds.toFixed(1)} s behind`);

export const statusText = (status: Status): string => {
  const edges = status.edges.flatMap((edge) => [
    `**${edge.alias}**`,
    ...edge.regions.map((region) => {
      const icon = region.measured ? stateIcons[region.state] : '·';
      return `${icon} ${region.region.toUpperCase()} ${region.measured ? region.state : 'not measured'}`;
    }),
  ]);
  const sick = status.nodes.filter((node) => node.verdict !== 'ok');
  const nodes = [
    `**Nodes** ${status.nodes.length - sick.length} of ${status.nodes.length} ok`,
    ...sick.map(
      (node) => `${node.verdict === 'unknown' ? '◻' : '🟡'} ${node.alias}: ${node.detail}${behind(node.lagSeconds)}`,
    ),
  ];
  const age = status.dataAgeSeconds === null ? 'no data' : `data ${Math.round(status.dataAgeSeconds)} s old`;
  const open = status.openIncidents.length;
  return few([
    `${serviceIcons[status.state]} **${status.service}: ${status.state}** · ${open === 0 ? 'no open incident' : `${open} open`} · ${age}`,
    ...edges,
    ...nodes,
    ...status.standing.map((line) => `⚠️ ${line}`),
  ]).join('\n');
};

const incidentLine = (incident: Incident, silence: Silence | undefined): string => {
  const { icon, word } = faceOf(incident);
  const cause = incident.causes.at(-1)?.cause;
  const when =
    incident.resolvedAt === null
      ? `since ${discordTime(incident.openedAt, 'R')}`
      : `${discordTime(incident.openedAt, 't')}, lasted ${formatSeconds(Math.round(incident.resolvedAt - incident.openedAt))}`;
  return [
    `${icon} ${word} #${incident.id} ${incident.scope} ${incident.region}`,
    headlineWords(incident.headline),
    when,
    ...(cause === undefined ? [] : [`cause ${labelWords(cause)}`]),
    ...(incident.ackedBy === null ? [] : [`acked by ${incident.ackedBy}`]),
    ...(silence
      ? [`🔕 ${silence.until === null ? 'until resolved' : `until ${discordTime(silence.until, 't')}`}`]
      : []),
  ].join(' · ');
};

export const incidentsText = (
  open: readonly Incident[],
  over: readonly Incident[],
  silenceOf: (id: string) => Silence | undefined,
): string => {
  const lines = (list: readonly Incident[]): string[] => list.map((each) => incidentLine(each, silenceOf(each.id)));
  return few([
    open.length === 0 ? '✅ Nothing is open.' : `**Open: ${open.length}**`,
    ...lines(open),
    ...(over.length === 0 ? [] : ['**Over**', ...lines(over)]),
  ]).join('\n');
};

/** Cut off, never rounded: a figure that misses 99.98 % must not read as 99.98 %. */
const percent = (value: number | null): string =>
  value === null ? 'not known' : `${(Math.floor(value * 1000 + 1e-6) / 1000).toFixed(3)} %`;

export const slaText = (sla: SlaStatus | null): string => {
  if (!sla) return 'Nothing is known of the service level yet: no edge for members is measured.';
  return few([
    `**${sla.month}** · objective ${sla.objectivePercent} % · budget ${formatSeconds(sla.budgetSeconds)}`,
    ...sla.edges.flatMap((edge) => [
      `**${edge.alias}** ${percent(edge.any.goodPercent)} · ${
        edge.budgetLeftSeconds < 0
          ? `budget overspent by ${formatSeconds(Math.round(-edge.budgetLeftSeconds))}`
          : `${formatSeconds(Math.round(edge.budgetLeftSeconds))} left`
      }`,
      ...edge.regions.map(
        (region) =>
          `${region.region.toUpperCase()} ${percent(region.goodPercent)} · bad ${formatSeconds(Math.round(region.badSeconds))}`,
      ),
    ]),
  ]).join('\n');
};
