/**
 * A postmortem fit for others (Livepeer, a client's makers, Cloudflare). It is built anew from what may be told: names
 * of fleet.yaml become aliases, people become operators, and paging, silences, notes, expressions and links stay here.
 */
import { chainVerdicts, nodeVerdicts } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { isOurs, type Names, namesOf, operator } from './copyNames.ts';
import type { Kept, Postmortem, ToldIncident, ToldMonth } from './model.ts';
import { type ReadHeader, type ReadLine, readRecording } from './recordingLines.ts';

const publicAlert = (names: Names, alert: ToldIncident['alerts'][number]): ToldIncident['alerts'][number] => {
  const { target, scope } = alert.labels;
  const { description, summary, impact } = alert.annotations;
  const said = isOurs(alert.name) ? { description, summary, impact } : {};
  const told = Object.entries(said).flatMap(([key, text]) => (text === undefined ? [] : [[key, names.text(text)]]));
  return {
    ...{ name: names.alert(alert.name), status: alert.status, severity: alert.severity, pageClass: alert.pageClass },
    labels: {
      ...(target === undefined ? {} : { target: names.target(target) }),
      ...(scope === undefined ? {} : { scope: names.scope(scope) }),
    },
    annotations: Object.fromEntries(told),
    ...{ startsAt: alert.startsAt, endsAt: alert.endsAt },
  };
};

/** What happened to the service; what we did inside to hear of it is ours. */
const toldKinds: ReadonlySet<string> = new Set<Kept['timeline'][number]['kind']>([
  ...(['opened', 'escalated', 'eased', 'alert_fired', 'alert_cleared', 'cause'] as const),
  ...(['acknowledged', 'unverified', 'reopened', 'resolved'] as const),
]);

/** `Opened as page: edge:arb, eu.` has the scope and the region in it, which a rule of the user's own chooses. */
const publicEntry = (names: Names, entry: Kept['timeline'][number]): Kept['timeline'][number] => ({
  at: entry.at,
  kind: entry.kind,
  text: entry.kind === 'opened' ? `${entry.text.split(':')[0]}.` : names.text(entry.text),
  by: entry.by === null ? null : operator,
});

const publicKept = (names: Names, { incident, timeline, outage, recording }: Kept): Kept => ({
  incident: {
    ...{ id: incident.id, state: incident.state, severity: incident.severity, peak: incident.peak },
    scope: names.scope(incident.scope),
    region: names.region(incident.region),
    headline: names.alert(incident.headline),
    ...{ openedAt: incident.openedAt, resolvedAt: incident.resolvedAt, reopened: incident.reopened },
    acknowledgedAt: incident.acknowledgedAt,
    acknowledgedBy: incident.acknowledgedBy === null ? null : operator,
    causes: incident.causes.map(({ cause, detail, at }) => ({ cause, detail: names.text(detail), at })),
    alerts: incident.alerts.map((alert) => publicAlert(names, alert)),
  },
  timeline: timeline.filter(({ kind }) => toldKinds.has(kind)).map((entry) => publicEntry(names, entry)),
  outage: outage && { from: outage.from, to: outage.to, fault: outage.fault, detail: names.text(outage.detail) },
  recording: {
    parts: recording.parts.map(({ vantage, from, to, bytes }) => ({
      vantage: names.vantage(vantage),
      from,
      to,
      bytes,
    })),
    missing: recording.missing.map(({ vantage }) => ({ vantage: names.vantage(vantage), why: 'it is not at hand' })),
  },
});

const publicMonth = (names: Names, month: ToldMonth): ToldMonth => ({
  edge: names.target(month.edge),
  ...{ month: month.month, budgetSeconds: month.budgetSeconds, settledTo: month.settledTo, knownTo: month.knownTo },
  any: month.any,
  regions: month.regions.map(({ region, seconds }) => ({ region: names.region(region), seconds })),
  intervals: month.intervals.map(({ region, state, from, to, seconds, faults, counts, evidence }) => ({
    ...{
      id: `${names.region(region)}/${state}/${from}`,
      region: names.region(region),
      state,
      from,
      to,
      seconds,
      faults,
    },
    counts,
    evidence: {
      nodes: Object.fromEntries(
        Object.entries(evidence.nodes).map(([node, { verdict, seconds: held }]) => [
          names.target(node),
          { verdict: nodeVerdicts.find((known) => known === verdict) ?? 'unknown', seconds: held },
        ]),
      ),
      references: evidence.references,
      chain: chainVerdicts.find((known) => known === evidence.chain) ?? null,
      otherRegions: Object.fromEntries(
        Object.entries(evidence.otherRegions).filter(([region]) => names.region(region) === region),
      ),
    },
  })),
});

/** What a client calls itself may hold a name that its operator gave it; its product and its version are public. */
export const publicClient = (text: string): string => {
  const parts = text.split('/');
  const version = parts.find((part) => /^v?\d+\.\d/.test(part)) ?? '';
  const [product = ''] = parts;
  return `${/^[A-Za-z][\w-]{0,30}$/.test(product) ? product : 'a client'} ${version.slice(0, 40)}`.trim();
};

const publicHeader = (names: Names, header: ReadHeader): ReadHeader => ({
  ...{ kind: header.kind, format: header.format, vantage: names.vantage(header.vantage), central: header.central },
  ...{ version: header.version, from: header.from, to: header.to },
  targets: header.targets.map(({ name, role, chain, region, kind, clientVersion }) => ({
    ...{ name: names.target(name), role, chain, region: role === 'reference' ? 'none' : names.region(region) },
    ...(kind === undefined ? {} : { kind }),
    ...(clientVersion === undefined ? {} : { clientVersion: publicClient(clientVersion) }),
  })),
});

const publicLine = (names: Names, line: ReadLine): ReadLine => {
  if (line.kind === 'edge') return { ...line, target: names.target(line.target), region: names.region(line.region) };
  return 'target' in line ? { ...line, target: names.target(line.target) } : line;
};

const publicRecording = (names: Names, text: string): string => {
  const lines: string[] = [];
  readRecording(
    text,
    (header) => lines.push(JSON.stringify(publicHeader(names, header))),
    (line) => lines.push(JSON.stringify(publicLine(names, line))),
  );
  return `${lines.join('\n')}\n`;
};

export const publicCopy = (fleet: Fleet, post: Postmortem): Postmortem => {
  const names = namesOf(fleet, post.kept);
  return {
    forOthers: true,
    kept: publicKept(names, post.kept),
    months: post.months?.map((month) => publicMonth(names, month)) ?? null,
    recording: post.recording === null ? null : publicRecording(names, post.recording),
    rules: null,
    clients: Object.fromEntries(
      Object.entries(post.clients).map(([node, client]) => [names.target(node), publicClient(client)]),
    ),
    ...{ version: post.version, writtenAt: post.writtenAt, service: post.service },
  };
};
