/** The draft of a postmortem, in Markdown: what is known is filled in, what only people know is asked for. Pure. */
import { formatSeconds } from '../../collector/policy/duration.ts';
import { plain, table } from '../ledger/report/markdownParts.ts';
import { durationWords, monthWords, timeWords } from '../ledger/report/words.ts';
import { headlineWords, labelWords } from '../notifiers/cardWords.ts';
import { type Cost, costOf, type MonthCost } from './cost.ts';
import { causeSection } from './draftCause.ts';
import { type Shown, showRecording } from './evidence.ts';
import type { Kept, Postmortem } from './model.ts';

const clock = (at: number): string => timeWords(at).slice(11);
const subject = ({ incident: { scope, region } }: Kept): string => {
  const [kind, ...rest] = scope.split(':');
  const name = rest.length > 0 ? `${rest.join(':')} ${kind}` : scope;
  return region === 'all' ? name : `${name}, ${region}`;
};

const ask = (text: string): string => `_${text}_`;

const summary = (post: Postmortem): string => {
  const { incident } = post.kept;
  const { openedAt, resolvedAt, reopened, peak, causes } = incident;
  const lasted = resolvedAt === null ? 'It goes on.' : `Lasted ${durationWords(resolvedAt - openedAt)}.`;
  const again = reopened > 0 ? ` It came back ${reopened}×.` : '';
  const cause = causes.at(-1);
  const known = cause && cause.cause !== 'unattributed' ? labelWords(cause.cause) : 'not known';
  return [
    `${headlineWords(incident.headline)} on ${plain(subject(post.kept))}. Opened ${timeWords(openedAt)} UTC${
      resolvedAt === null ? '' : `, resolved ${timeWords(resolvedAt)} UTC`
    }. ${lasted}${again} Worst severity: ${peak}. Cause: ${known}.`,
    ask('Two or three sentences for somebody who was not there: what broke, who felt it, what ended it.'),
  ].join('\n\n');
};

const share = ({ badSeconds, budgetSeconds }: MonthCost): string =>
  budgetSeconds > 0 ? `${((100 * badSeconds) / budgetSeconds).toFixed(1)} %` : 'all';

const monthLine = (cost: MonthCost): string => {
  const left = cost.budgetSeconds - cost.spentSeconds;
  const rest =
    left < 0 ? `overspent by ${formatSeconds(-left)}` : `${formatSeconds(left)} of it left after the month so far`;
  const unknown = cost.unknownSeconds > 0 ? ` ${cost.unknownSeconds} more seconds were not measured.` : '';
  const settled = cost.settled ? '' : ' Not settled yet: the figure may still change.';
  return `- ${monthWords(cost.month)}: **${cost.badSeconds} bad ${cost.badSeconds === 1 ? 'second' : 'seconds'}**, ${share(cost)} of the month's budget of ${formatSeconds(cost.budgetSeconds)}; ${rest}.${unknown}${settled}`;
};

const impact = ({ kept, months }: Postmortem, cost: Cost): string => {
  const felt = [...new Set(kept.incident.alerts.flatMap(({ annotations }) => annotations.impact ?? []))];
  const lines = felt.map((text) => `- ${plain(text)}`);
  if (months === null) lines.push('- What it cost is not known: the SLA ledger could not be asked.');
  else if (months.length === 0)
    lines.push('- No edge for members is concerned: it cost no second of the service level.');
  else lines.push(...cost.months.map(monthLine));
  const faults = new Map<string, number>();
  for (const { faults: parts } of cost.bad)
    for (const [fault, count] of Object.entries(parts))
      if (count > 0) faults.set(fault, (faults.get(fault) ?? 0) + count);
  if (faults.size > 0)
    lines.push(
      `- What was wrong: ${[...faults].map(([fault, count]) => `${labelWords(fault)} ${count} s`).join(', ')}.`,
    );
  lines.push(`- ${ask('Whom it cost what, as they told it.')}`);
  return lines.join('\n');
};

const times = ({ kept, forOthers }: Postmortem, cost: Cost): string => {
  const { incident, timeline, outage } = kept;
  const first = cost.firstBad ?? outage?.from ?? null;
  const at = (kind: Kept['timeline'][number]['kind']): number | null =>
    timeline.find((entry) => entry.kind === kind)?.at ?? null;
  const acked = timeline.find((entry) => entry.kind === 'acknowledged');
  const rows: readonly (readonly [string, number | null])[] = [
    ['First bad second of members', first],
    ['First alert', Math.min(incident.openedAt, ...incident.alerts.map(({ startsAt }) => startsAt))],
    ['Incident opened', at('opened')],
    ...(forOthers
      ? []
      : ([
          ['Page due', at('page_due')],
          ['Card in the operators’ channel', at('posted')],
        ] as const)),
    [`Acknowledged${acked?.by ? ` by ${plain(acked.by)}` : ''}`, acked?.at ?? incident.acknowledgedAt],
    ['Last bad second of members', cost.lastBad ?? outage?.to ?? null],
    ['Resolved', incident.resolvedAt],
  ];
  const began = first ?? incident.openedAt;
  const line = ([what, when]: readonly [string, number | null]): readonly string[] => {
    if (when === null) return [what, 'not known, or not at all', ''];
    const after = Math.round(when - began);
    return [what, timeWords(when), after < 0 ? `${-after} s before` : `+${after} s`];
  };
  return table(
    ['what', 'when (UTC)', first === null ? 'since it opened' : 'since the first bad second'],
    rows.map(line),
    2,
  );
};

const alertsSection = ({ kept, rules }: Postmortem): string => {
  const rows = kept.incident.alerts.map((alert) => [
    alert.name,
    alert.severity,
    plain(alert.labels.target ?? alert.labels.scope ?? ''),
    clock(alert.startsAt),
    alert.endsAt === null ? alert.status : clock(alert.endsAt),
    plain(alert.annotations.description ?? alert.annotations.summary ?? ''),
  ]);
  const parts = [table(['alert', 'severity', 'about', 'from', 'to', 'it said'], rows, 6)];
  for (const { alert, expr, for: wait } of rules ?? [])
    parts.push(`${alert}${wait === undefined ? '' : `, for ${wait}`}:\n\n\`\`\`promql\n${expr.trim()}\n\`\`\``);
  return parts.join('\n\n');
};

const timelineSection = ({ kept }: Postmortem): string =>
  table(
    ['when (UTC)', 'what', 'who'],
    kept.timeline.map(({ at, text, by }) => [timeWords(at), plain(text), by === null ? '' : plain(by)]),
    3,
  );

/** What the data itself leaves open, before people add theirs. */
const questions = (post: Postmortem, cost: Cost, shown: Shown | undefined): string => {
  const { incident, recording } = post.kept;
  const lines: string[] = [];
  if ((incident.causes.at(-1)?.cause ?? 'unattributed') === 'unattributed')
    lines.push('The cause is not known. What would have told it?');
  if (
    incident.peak === 'page' &&
    incident.acknowledgedAt === null &&
    !post.kept.timeline.some(({ kind }) => kind === 'acknowledged')
  )
    lines.push('It paged, and nobody acknowledged it here. Who heard of it, and how?');
  const unknown = cost.months.reduce((sum, each) => sum + each.unknownSeconds, 0);
  if (unknown > 0) lines.push(`${unknown} s were not measured. Why?`);
  if (shown === undefined) lines.push('There is no recording of the minutes before it.');
  for (const { vantage, why } of recording.missing)
    lines.push(`Nothing of what vantage ${plain(vantage)} saw is in the recording: ${why}.`);
  lines.push(ask('What else is not understood?'));
  return lines.map((line) => `- ${line}`).join('\n');
};

const actions = table(
  ['action', 'so that', 'who', 'until'],
  [
    ['', 'it does not happen again', '', ''],
    ['', 'it is seen sooner', '', ''],
    ['', 'it is over sooner', '', ''],
  ],
  4,
);

const versions = ({ version, clients }: Postmortem): string =>
  [
    `- headwatch ${version}`,
    ...Object.entries(clients).map(([node, client]) => `- ${plain(node)}: ${plain(client)}`),
  ].join('\n');

export const draftOf = (post: Postmortem): string => {
  const { kept } = post;
  const { id, openedAt, resolvedAt } = kept.incident;
  const cost = costOf(kept, post.months ?? []);
  const from = Math.min(cost.firstBad ?? openedAt, kept.outage?.from ?? openedAt, openedAt);
  const to = Math.max(resolvedAt ?? post.writtenAt, cost.lastBad ?? 0);
  const shown = post.recording === null ? undefined : showRecording(post.recording, from - 120, to + 60);
  const sections: readonly (readonly [string, string])[] = [
    ['Summary', summary(post)],
    ['Impact', impact(post, cost)],
    ['Detected, acknowledged, restored', times(post, cost)],
    ['Cause', causeSection(post, cost, shown)],
    ['Alerts', alertsSection(post)],
    ['Timeline', timelineSection(post)],
    ['Open questions', questions(post, cost, shown)],
    ['What went well, what did not, where we were lucky', ask('For people.')],
    ['Action items', actions],
    ['Versions', versions(post)],
  ];
  const head = `# Incident ${id}: ${headlineWords(kept.incident.headline)} on ${plain(subject(kept))}

Draft for ${plain(post.service)}, written ${timeWords(post.writtenAt)} UTC from what was recorded. Times are UTC. What is in _italics_ is for people to write.`;
  return `${[head, ...sections.map(([title, body]) => `## ${title}\n\n${body}`)].join('\n\n')}\n`;
};
