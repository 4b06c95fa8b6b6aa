/** The life of nodes: upgrades, clocks, certificates, restarts, and how new blocks reach them. */
import { metrics } from '../../../../collector/catalogue/index.ts';
import { by, sel } from '../../../../collector/catalogue/promql.ts';
import { spread } from '../../../kit/layout.ts';
import type { GraphPanel, Row } from '../../../kit/model.ts';
import { noLimit, unknownText } from '../../../kit/states.ts';
import type { Context } from '../context.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

const on = by(metrics.upgradeDeadline, 'target', 'source', 'upgrade');
const due = `max by ${on} (${sel(metrics.upgradeDeadline)})`;

const upgrades: GraphPanel = {
  ...graph,
  key: 'life upgrades',
  title: 'Days until an upgrade is due',
  about: {
    shows:
      'For each node that needs an upgrade, or of which that is not known: days left, by what and who tells of it.',
    healthy: 'Nothing.',
    act: 'Upgrade well before zero. NOT KNOWN: the node does not say its version, or nobody says which one is needed.',
  },
  decimals: 1,
  queries: (['yes', 'unknown'] as const).map((needed) => ({
    expr: `(${due} - time()) / 86400 and on ${on} max by ${on} (${sel(metrics.upgradeNeeded, { needed })}) == 1`,
    legend: `{{target}} {{upgrade}} ({{source}})${needed === 'unknown' ? ': not known' : ''}`,
  })),
};

export const lifeRow = ({ nodes }: Context): readonly Row[] =>
  nodes.length === 0 ? [] : [{ title: 'Life of nodes', panels: spread([upgrades], 2) }];
