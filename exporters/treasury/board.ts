/** Gauges that are shown anew each round: what a round does not set disappears. */
import type { GaugeDef, LabelsOf } from '../../collector/catalogue/define.ts';
import type { Recorder } from '../../collector/probe/treasury.ts';

export interface Board {
  set<M extends GaugeDef>(metric: M, labels: LabelsOf<M>, value: number): void;
}

export const createBoard = (recorder: Pick<Recorder, 'set' | 'clear'>) => {
  let before = new Map<string, () => void>();
  /** @param fill sets everything that is known now */
  return (fill: (board: Board) => void): void => {
    const after = new Map<string, () => void>();
    fill({
      set: (metric, labels, value) => {
        recorder.set(metric, labels, value);
        after.set(`${metric.name} ${JSON.stringify(labels)}`, () => recorder.clear(metric, labels));
      },
    });
    for (const [key, clear] of before) if (!after.has(key)) clear();
    before = after;
  };
};
