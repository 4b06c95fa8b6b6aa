import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../../collector/catalogue/labels.ts';
import { type EdgeJudgement, nobodyReached } from '../../../collector/verdict/edge.ts';

type Second = { judgement: EdgeJudgement; light: EdgeJudgement };
const bad = (reason: FailureReason): EdgeJudgement => ({ state: 'bad', fault: 'no_http', reason, detail: 'so it is' });
const good: EdgeJudgement = { state: 'good', reason: 'fresh', detail: 'at the head' };
const unknown: EdgeJudgement = { state: 'unknown', reason: 'monitor_blind', detail: 'nobody knows' };
const same = (judgement: EdgeJudgement): Second => ({ judgement, light: judgement });
const spell = (...seconds: Second[]): boolean | undefined =>
  seconds.reduce<boolean | undefined>(
    (before, { judgement, light }) => nobodyReached(before, judgement, light),
    undefined,
  );

describe('whether nobody was reached since an edge went bad', () => {
  it('is so while every question ended before anyone spoke HTTP', () => {
    expect(spell(same(bad('dns')), same(bad('refused')), same(bad('reset')), same(bad('tls')))).toBe(true);
  });

  it('is not so once anybody waited for an answer or had one, whatever the last question says', () => {
    for (const reason of ['timeout', 'http_5xx', 'http_429', 'rpc_error', 'edge_error'] as const) {
      expect(spell(same(bad(reason)), same(bad('reset')))).toBe(false);
      expect(spell(same(bad('refused')), same(bad(reason)), same(bad('refused')))).toBe(false);
    }
  });

  it('starts anew with each spell', () => {
    expect(spell(same(bad('timeout')), same(good))).toBeUndefined();
    expect(spell(same(bad('timeout')), same(good), same(bad('refused')))).toBe(true);
  });

  it('is neither ended nor told by what nobody knows', () => {
    expect(spell(same(bad('refused')), same(unknown), same(bad('refused')))).toBe(true);
    expect(spell(same(bad('timeout')), same(unknown), same(bad('refused')))).toBe(false);
  });

  it('stays what it was while the journey waits for its next round', () => {
    expect(spell(same(bad('refused')), { judgement: bad('refused'), light: good })).toBe(true);
    // The light question was well all along: whoever answers it was reached.
    expect(spell({ judgement: bad('rpc_error'), light: good })).toBe(false);
  });
});
