/** Icon, word and colour of every severity and state: unmistakable by each of the three alone. */
import type { Incident } from '../router/incident.ts';

export interface Face {
  readonly icon: string;
  readonly word: string;
  readonly color: number;
}

const bySeverity = {
  page: { icon: '🔴', word: 'PAGE', color: 0xd9_2d_20 },
  warning: { icon: '🟠', word: 'WARNING', color: 0xf7_90_09 },
  info: { icon: '🔵', word: 'INFO', color: 0x2e_90_fa },
} as const satisfies Record<Incident['severity'], Face>;

export const faceOf = (incident: Pick<Incident, 'state' | 'severity' | 'ackedAt'>): Face => {
  if (incident.state === 'resolved') return { icon: '✅', word: 'RESOLVED', color: 0x12_b7_6a };
  if (incident.state === 'unknown') return { icon: '◻', word: 'UNKNOWN', color: 0x98_a2_b3 };
  const face = bySeverity[incident.severity];
  return incident.ackedAt === null ? face : { icon: '🟡', word: `ACKED ${face.word}`, color: 0xea_aa_08 };
};

export const alertIcon = (status: string, severity: Incident['severity']): string => {
  if (status === 'resolved') return '✅';
  return status === 'unverified' ? '◻' : bySeverity[severity].icon;
};

/** `own_node` → `own node`. */
export const causeWords = (cause: string): string => cause.replaceAll('_', ' ');

/** `EdgeDown` → `EDGE DOWN`. */
export const headlineWords = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toUpperCase();

/** Discord renders these in the reader's own time zone; R is "3 minutes ago", t and T the time of day. */
export const discordTime = (at: number, style: 'R' | 't' | 'T'): string => `<t:${Math.floor(at)}:${style}>`;
