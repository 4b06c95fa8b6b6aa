import { describe, expect, it } from 'vitest';
import { joiningWords } from '../../../alerts/notifiers/joiningWords.ts';
import { etaOf } from '../../../collector/tick/joining.ts';
import type { JoiningView } from '../../../collector/view.ts';

const samples = (seconds: number, lagAt: (at: number) => number) =>
  Array.from({ length: seconds / 10 + 1 }, (_, index) => ({ at: index * 10, lag: lagAt(index * 10) }));
const words = (given: Partial<JoiningView>) =>
  joiningWords({ etaSeconds: null, cleanSeconds: 0, ready: false, ...given });

describe('a node that joins', () => {
  it('will be at the head when its lag is gone at the speed of the last minutes', () => {
    // An hour behind after ten minutes in which it has gained ten.
    expect(etaOf(samples(600, (at) => 4200 - at))).toBe(3600);
  });

  it('has no such time while it does not gain, and before a minute of it is known', () => {
    expect(etaOf(samples(600, () => 4200))).toBeNull();
    expect(etaOf(samples(600, (at) => 100 + at))).toBeNull();
    expect(etaOf(samples(50, (at) => 4200 - at))).toBeNull();
    expect(etaOf([])).toBeNull();
  });

  it('says when it may be put in service', () => {
    expect(words({ etaSeconds: 3605 })).toBe('at the head in about 1 h 0 m');
    expect(words({})).toBe('does not gain on the head');
    expect(words({ etaSeconds: 0, cleanSeconds: 605 })).toBe('at the head for 10 m of 30 m');
    expect(words({ etaSeconds: 0, cleanSeconds: 1800, ready: true })).toBe(
      'ready to serve: at the head for 30 m without a break',
    );
  });
});
