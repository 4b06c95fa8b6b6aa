/** Who watches: on whose word everything else on the page is. */
import { metrics } from '../../collector/catalogue/index.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { StatPanel } from '../kit/model.ts';
import { freshFor } from '../kit/queries.ts';
import { firstOf, says, spoken, word } from '../kit/sentence.ts';
import { colors, state, stateThresholds, unknownState, unknownText } from '../kit/states.ts';
import { type Context, vantagesSeeing } from './context.ts';

/** Age of the oldest word of those that are heard. */
const age = `max(time() - timestamp(${sel(metrics.vantageBlind)}) < ${freshFor})`;

const armed = `max(${sel(metrics.pagingArmed)})`;
const proven = `(time() - max(${sel(metrics.pagingProven)}))`;

/** The fixed codes of the second line: what is good has the number of watchers. */
const paging = (expected: number): string =>
  firstOf([
    says(['paging armed, proven ', spoken(proven, 'ago'), ' ago'], `(${armed} == 1) * ${expected}`),
    word('paging armed, never proven', `0 * (${armed} == 1) + ${expected + 1}`),
    word('nobody is paged', `0 * (${armed} == 0) + ${expected + 1}`),
    word('? paging unknown', 'vector(0)'),
  ]);

export const watchers = (context: Context, width: number, height: number): StatPanel => {
  const expected = 1 + context.fleet.vantages.length;
  const operator = context.profile === 'operator';
  return {
    kind: 'stat',
    key: 'who watches',
    title: 'Who watches',
    worded: true,
    about: {
      shows: `Watchers that are heard from and can see the Internet, of those that should be, and how old their word is.${operator ? ' Under it: whether pages can go out, and when that was last proven.' : ''}`,
      healthy: `${expected}/${expected}, a second or two old${operator ? ', paging armed and proven within the last days' : ''}.`,
      act: 'Fewer: what the missing ones would see is unknown. Restart the collector there, or mend its network.',
    },
    unit: 'none',
    noValue: unknownText,
    width,
    height,
    thresholds: stateThresholds,
    states: [
      { ...unknownState, text: `? 0/${expected}` },
      ...Array.from({ length: expected - 1 }, (_, index) =>
        state(index + 1, `▲ ${index + 1}/${expected}`, colors.warn),
      ),
      state(expected, `✔ ${expected}/${expected}`, colors.good),
      ...(operator ? [state(expected + 1, '▲ PAGING', colors.warn)] : []),
    ],
    queries: [
      {
        expr: firstOf([
          says([{ number: vantagesSeeing() }, `/${expected}, `, spoken(age, 'age'), ' old'], vantagesSeeing()),
          word(`? 0/${expected}`, 'vector(0)'),
        ]),
        legend: '{{text}}',
      },
      ...(operator ? [{ expr: paging(expected), legend: '{{text}}' }] : []),
    ],
    drill: operator ? { title: 'Monitor health', to: 'monitor' } : { title: 'Arbitrum', to: 'arbitrum' },
  };
};
