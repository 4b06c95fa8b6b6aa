/**
 * The series that a Prometheus of the fleet holds, each as a straight line: what the fixture of the panels' tests says at
 * two instants. How densely they are stored is the plan's.
 */
import { panelGroups } from '../../../alerts/slo/panelRules.ts';
import { recordingGroups } from '../../../alerts/slo/recordRules.ts';
import type { Lane, MetricDef } from '../../../collector/catalogue/define.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { openMetrics } from '../../unit/dashboards/support/fixture.ts';
import { secondsOf } from './requests.ts';

export interface Series {
  readonly name: string;
  /** With its labels. */
  readonly head: string;
  readonly at: (time: number) => number;
}

const between = 15;

/** `now` is where the lines are true; they go back from there. */
export const seriesOf = (fleet: Fleet, now: number): readonly Series[] => {
  const text = openMetrics(fleet, [{ start: now - between, seconds: between }]);
  const ends = new Map<string, { first: number; last: number }>();
  for (const line of text.split('\n')) {
    const [, head, value, at] = /^([^#].*\}|\w[\w:]*) (\S+) (\d+)$/.exec(line) ?? [];
    if (head === undefined) continue;
    const number = Number(value);
    const known = ends.get(head);
    if (known === undefined) ends.set(head, { first: number, last: number });
    else if (Number(at) === now) known.last = number;
  }
  return [...ends].map(([head, { first, last }]) => {
    const slope = (last - first) / between;
    // Measured figures are never the same twice, which is what a store cannot make small; whole ones often are.
    const wobble = slope === 0 && !Number.isInteger(last) ? last / 50 : 0;
    return {
      name: /^[\w:]+/.exec(head)?.[0] ?? head,
      head,
      at: (time) => last + slope * (time - now) + wobble * Math.sin(time * 1.7),
    };
  });
};

const laneSteps: Readonly<Record<Lane, number>> = {
  fast: 1,
  slow: 15,
  router: 5,
  sidecar: 5,
  host: 15,
  stack: 15,
  public: 15,
};

/** Seconds between two samples of a series, by name. */
export const stepsOf = (fleet: Fleet): ((name: string) => number) => {
  const steps = new Map<string, number>();
  for (const def of Object.values<MetricDef>(metrics)) {
    const names = def.type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => def.name + end) : [def.name];
    for (const name of names) steps.set(name, laneSteps[def.lane]);
  }
  for (const { interval, rules } of [...recordingGroups(fleet), ...panelGroups(fleet)]) {
    for (const { record } of rules) steps.set(record, secondsOf(interval));
  }
  return (name) => steps.get(name) ?? 15;
};
