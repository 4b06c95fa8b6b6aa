import { describe, expect, it } from 'vitest';
import { isCutOff } from '../../../collector/verdict/cutOff.ts';

const down = { failure: 'timeout' } as const;
const up = { failure: undefined };
const edge = (state: 'good' | 'bad' | 'unknown', headAt = 100) => ({ lightJudgement: { state }, headAt });

describe('a monitor that is cut off from its nodes', () => {
  it('sees none of them while their edge serves', () => expect(isCutOff([down, down], [edge('good')], 101)).toBe(true));
  it('is not cut off while one node answers', () => expect(isCutOff([down, up], [edge('good')], 101)).toBe(false));
  it('is not cut off while a node is reached but answers wrong', () =>
    expect(isCutOff([down, { failure: 'not_json' }], [edge('good')], 101)).toBe(false));
  it('has no excuse when the edge fails too, or is not known to serve', () => {
    expect(isCutOff([down, down], [edge('bad')], 101)).toBe(false);
    expect(isCutOff([down, down], [edge('unknown')], 101)).toBe(false);
    expect(isCutOff([down, down], [edge('good', 90)], 101)).toBe(false);
    expect(isCutOff([down, down], [], 101)).toBe(false);
  });
  it('says nothing of a single node', () => expect(isCutOff([down], [edge('good')], 101)).toBe(false));
});
