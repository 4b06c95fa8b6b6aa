/** What the alerts about the life of nodes share: their scope, their step, and that there is a node that serves. */
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';

/** All of it is scraped every 15 s. */
export const slowStep = 15;
export const day = 86_400;

export type LifeText = Pick<
  AlertDef,
  'severity' | 'expr' | 'for' | 'summary' | 'description' | 'impact' | 'action' | 'when' | 'scope'
>;

export const lifeAlert = <const N extends string>(
  name: N,
  text: Omit<LifeText, 'scope'> & { scope?: string },
): AlertDef<N> =>
  defineAlert({
    name,
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'node:{{ $labels.target }}',
    region: '{{ $labels.region }}',
    when: (fleet) => fleet.nodes.some(({ state }) => state === 'serving'),
    ...text,
  });
