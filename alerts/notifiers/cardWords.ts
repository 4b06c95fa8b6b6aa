/** Icon, word and colour of every severity and state: unmistakable by each of the three alone. */
import type { EdgeFault } from '../../collector/catalogue/labels.ts';
import type { Incident } from '../router/incident.ts';

export interface Face {
  readonly icon: string;
  readonly word: string;
  readonly color: number;
}

const bySeverity = {
  page: { icon: '🔴', word: 'PAGE', color: 0xd0_4a_4a },
  warning: { icon: '🟡', word: 'WARN', color: 0xe0_a0_30 },
  info: { icon: '🔵', word: 'INFO', color: 0x6b_84_99 },
} as const satisfies Record<Incident['severity'], Face>;

export const faceOf = (incident: Pick<Incident, 'state' | 'severity' | 'ackedAt'>): Face => {
  if (incident.state === 'resolved') return { icon: '✅', word: 'RESOLVED', color: 0x46_a7_58 };
  if (incident.state === 'unknown') return { icon: '◻', word: 'UNKNOWN', color: 0x96_96_96 };
  const face = bySeverity[incident.severity];
  return incident.ackedAt === null ? face : { icon: '🟠', word: `ACKED ${face.word}`, color: 0xd9_82_2b };
};

export const severityFace = (severity: Incident['severity']): Face => bySeverity[severity];

export const alertIcon = (status: string, severity: Incident['severity']): string => {
  if (status === 'resolved') return '✅';
  return status === 'unverified' ? '◻' : bySeverity[severity].icon;
};

/** A closed label value as operators read it: `own_node` → `own node`, `l1_edge` → `L1 edge`. */
export const labelWords = (value: string): string => value.replaceAll('_', ' ').replace(/\bl1\b/, 'L1');

/** `EdgeDown` → `EDGE DOWN`. */
export const headlineWords = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toUpperCase();

/** What is wrong with an edge, as a title: with what HTTP says, because that is what misleads. */
export const faultTitles: Readonly<Record<EdgeFault, string>> = {
  stale: 'STALE HEAD (HTTP says 200)',
  no_http: 'NO ANSWER',
  bad_answer: 'BAD ANSWERS (HTTP says 200)',
  journey: 'CALLS FAIL (head is fresh)',
};

/** The same as members live through it: after "EU gets". */
export const faultFelt: Readonly<Record<EdgeFault, string>> = {
  stale: 'gets stale blocks',
  no_http: 'gets no answer',
  bad_answer: 'gets broken answers',
  journey: 'gets blocks, but other calls fail',
};

/** Discord renders these in the reader's own time zone; R is "3 minutes ago", t and T the time of day, f with its date. */
export const discordTime = (at: number, style: 'R' | 't' | 'T' | 'f'): string => `<t:${Math.floor(at)}:${style}>`;

/** `03:12`, UTC: for the lines that a phone shows as notification, which renders nothing. */
export const clock = (at: number): string => new Date(at * 1000).toISOString().slice(11, 16);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov` for `2026-11`. */
export const monthName = (month: string): string => months[Number(month.slice(5)) - 1] ?? month;

/** `EU`, `EU and US`, `EU, US and AP`. */
export const regionList = (regions: readonly string[], and = ', '): string => {
  const upper = regions.map((region) => region.toUpperCase());
  return upper.length <= 1 ? upper.join('') : `${upper.slice(0, -1).join(', ')}${and}${upper.at(-1)}`;
};

/** A name that a person gave, without what would mark it up. */
export const plainName = (name: string): string => name.replaceAll(/[*_`~|<>@[\]()\\]/g, '').slice(0, 60) || 'somebody';
