/** Reads pages of metrics of the bench's collector: what came too late. */
import { metrics } from '../../../collector/catalogue/index.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const samplesOf = (page: string, name: string): readonly Sample[] =>
  page.split('\n').flatMap((line) => {
    if (!line.startsWith(`${name}{`)) return [];
    const labels = Object.fromEntries(
      [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]),
    );
    return [{ labels, value: Number(line.slice(line.lastIndexOf(' ') + 1)) }];
  });

const keyOf = ({ labels }: Sample): string => JSON.stringify(labels);

const gained = (before: string, after: string, name: string): readonly Sample[] => {
  const old = new Map(samplesOf(before, name).map((sample) => [keyOf(sample), sample.value]));
  return samplesOf(after, name).map((sample) => ({ ...sample, value: sample.value - (old.get(keyOf(sample)) ?? 0) }));
};

/** Ticks that ran late or not at all, and slow probes that were due before their last run was over. */
export const overrunsIn = (before: string, after: string): number => {
  const ticks = gained(before, after, metrics.ticks.name).filter(({ labels }) => labels.outcome !== 'ok');
  return [...ticks, ...gained(before, after, metrics.probeOverruns.name)].reduce((sum, { value }) => sum + value, 0);
};
