/** What `explain` finds, for machines and for people. */
import type { Live } from './ask.ts';

export interface Fact {
  readonly what: string;
  /** The region that it is a part of. */
  readonly region?: string;
  /** In plain words, with the threshold that it is held against. */
  readonly says: string;
  /** The figure or word itself; null when it is not known. */
  readonly value: number | string | boolean | null;
  /** Whether it speaks against the subject; null when it is not known. */
  readonly well: boolean | null;
}

export interface Explanation {
  /** `node:arb-eu`, `edge:arb`, `alert:EdgeDown`. */
  readonly about: string;
  /** What it is, in a line. */
  readonly title: string;
  /** The verdict and why, in a line. */
  readonly headline: string;
  readonly verdict: string;
  /** Null when it is not known: unknown is not well. */
  readonly well: boolean | null;
  /** Unix seconds; null when it is not known. */
  readonly since: number | null;
  readonly facts: readonly Fact[];
  readonly unanswered: readonly string[];
}

export const fact = (what: string, value: Fact['value'], says: string, well: boolean | null = true): Fact => ({
  what,
  says,
  value,
  well: value === null ? null : well,
});

/** The alerts of ours that are about a subject, as one fact. */
export const alertsFact = (
  { alerts }: Pick<Live, 'alerts'>,
  isAbout: (labels: Readonly<Record<string, string>>) => boolean,
): Fact => {
  if (alerts === undefined) return fact('alerts', null, 'not known: Prometheus does not answer');
  const own = alerts.filter(({ labels }) => isAbout(labels));
  const words = own.map(({ labels, state }) => `${labels.alertname} in ${labels.region} (${state})`);
  return fact('alerts', own.length, words.join(', ') || 'none is pending or firing', own.length === 0);
};
