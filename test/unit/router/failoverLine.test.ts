import { describe, expect, it } from 'vitest';
import type { NodeFact } from '../../../alerts/notifiers/facts.ts';
import { failoverLine } from '../../../alerts/notifiers/failoverLine.ts';
import type { LbView } from '../../../collector/view.ts';

const node = (name: string, verdict: NodeFact['verdict'], lb?: LbView): NodeFact => ({
  ...{ name, kind: 'arbitrum-nitro', state: 'serving', verdict, detail: '', headNumber: 1, lagSeconds: 0 },
  ...{ l1: true, journey: null, ...(lb && { lb }) },
});
const drained: LbView = { serve: false, reason: 'behind', detail: '41 s behind another member', since: 1_700_000_000 };
const well: LbView = { serve: true, reason: 'well', detail: 'no other member is better', since: 1_600_000_000 };

describe('the line about failover', () => {
  it('says since when a check says 503 and why, and claims nothing of the balancer', () => {
    expect(failoverLine({ nodes: [node('arb-eu', 'lagging', drained), node('arb-us', 'ok', well)] })).toBe(
      'arb-eu is to be left, 503 since <t:1700000000:T>: 41 s behind another member; whether the balancer has moved is not known here',
    );
  });

  it('says why a bad node stays in', () => {
    const lb: LbView = { ...well, reason: 'alone', detail: '41 s behind, but no other member was heard of in time' };
    expect(failoverLine({ nodes: [node('arb-eu', 'stalled', lb)] })).toBe(
      'arb-eu stays in, its check says 200: 41 s behind, but no other member was heard of in time',
    );
  });

  it('tells of a check that is silent', () => {
    const lb: LbView = { serve: null, reason: null, detail: 'its sidecar does not answer', since: 1_700_000_000 };
    expect(failoverLine({ nodes: [node('arb-eu', 'ok', lb)] })).toMatch(/^the check of arb-eu does not answer since /);
  });

  it('is not there while all is well, without checks, and when nobody can be asked', () => {
    expect(failoverLine({ nodes: [node('arb-eu', 'ok', well), node('arb-us', 'unreachable')] })).toBe('');
    expect(failoverLine({ nodes: null })).toBe('');
  });
});
