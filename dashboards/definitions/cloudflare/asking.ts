/** How asking Cloudflare goes: what failed, what budget is left, and whether the token lasts. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, Panel, StatPanel } from '../../kit/model.ts';
import { answerScale, colors, noLimit, onlyZero, stateThresholds, unknownText } from '../../kit/states.ts';

const { cfErrors, cfBudget, cfTokenExpiry, cfTokenValid } = metrics;

export const base = { height: 8, noValue: unknownText, drill: { title: 'The monitor itself', to: 'monitor' } } as const;

export const graph = (
  panel: Pick<GraphPanel, 'key' | 'title' | 'about' | 'queries'> & Partial<GraphPanel>,
): GraphPanel => ({
  ...base,
  kind: 'graph',
  width: 12,
  step: '60s',
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  ...panel,
});

const errors = graph({
  key: 'cf errors',
  title: 'Failed questions to Cloudflare',
  about: {
    shows: 'Questions a second to Cloudflare that failed, by what was asked for and kind of error.',
    healthy: '0, or rarely a transient one.',
    act: 'auth: the token. plan: left out by itself. rate_limited: waited for. bug: report it to the project.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: onlyZero(),
  queries: [{ expr: `sum by ${by(cfErrors, 'about', 'kind')} (${rate(cfErrors)})`, legend: '{{about}} {{kind}}' }],
});

const budget = graph({
  key: 'cf budget',
  title: 'Budget of questions left',
  about: {
    shows: 'The share of the questions of five minutes that Cloudflare still grants.',
    healthy: 'Above half.',
    act: `Below ${100 * cloudflareLimits.budgetLow} % fewer are asked by itself: somebody else uses the same account’s budget.`,
  },
  unit: 'percentunit',
  thresholds: [
    { from: null, color: colors.warn },
    { from: cloudflareLimits.budgetLow, color: colors.plain },
  ],
  max: 1,
  queries: [{ expr: `min(${sel(cfBudget)})`, legend: 'left' }],
});

const token: readonly StatPanel[] = [
  {
    ...base,
    kind: 'stat',
    key: 'cf token',
    title: 'Token is valid',
    width: 12,
    height: 5,
    about: {
      shows: 'Whether Cloudflare called the token active when it was last asked.',
      healthy: '✔ YES.',
      act: '✖ NO: make a new one and write it into its file; `headwatch check --probe` names each permission that it lacks.',
    },
    unit: 'none',
    thresholds: stateThresholds,
    states: answerScale,
    queries: [{ expr: `min(${sel(cfTokenValid)})`, legend: 'valid' }],
  },
  {
    ...base,
    kind: 'stat',
    key: 'cf token expiry',
    title: 'Token expires in',
    width: 12,
    height: 5,
    noValue: '? no end known',
    about: {
      shows: 'How long until the token expires; nothing for one that does not.',
      healthy: `More than ${cloudflareLimits.tokenEnds / 86_400} days.`,
      act: 'Make a new one in time.',
    },
    unit: 's',
    decimals: 0,
    thresholds: [
      { from: null, color: colors.bad },
      { from: 0, color: colors.warn },
      { from: cloudflareLimits.tokenEnds, color: colors.plain },
    ],
    queries: [{ expr: `min(${sel(cfTokenExpiry)}) - time()`, legend: 'left' }],
  },
];

export const askingPanels: readonly Panel[] = [errors, budget, ...token];
