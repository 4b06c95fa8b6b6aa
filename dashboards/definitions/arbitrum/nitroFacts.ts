/** What Arbitrum Nitro nodes say of themselves, as a table. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { Drill, TablePanel } from '../../kit/model.ts';
import { answerScale, flagScale, noLimit, stateThresholds, unknownText } from '../../kit/states.ts';
import { nodeLines, type Scope } from '../scope.ts';

/** Operators only: a row is named by `target`. */
export const nitroFacts = (scope: Scope, drill: Drill): TablePanel => {
  const column = (metric: Parameters<typeof nodeLines>[1]): string =>
    nodeLines(scope, metric)
      .map(({ expr }) => expr)
      .join(' or ');
  const tag = (of: 'safe' | 'finalized'): string =>
    nodeLines(scope, metrics.tagNumber, { match: { tag: of } })
      .map(({ expr }) => expr)
      .join(' or ');
  const finalAboveSafe = `(${tag('finalized')}) > bool (${tag('safe')})`;
  const number = { unit: 'none', decimals: 0, thresholds: noLimit } as const;
  return {
    kind: 'table',
    key: 'nitro facts',
    title: 'Nitro nodes now',
    about: {
      shows: 'What each node says of itself. Empty: it does not say, or was not asked.',
      healthy: 'Publisher ✔ YES, the rest ✔ NO; the same ArbOS format and nearly the same batch on all.',
      act: 'Publisher ✖ NO: PublisherUnhealthy. Another ArbOS format than the others: an old version, or another chain.',
    },
    unit: 'none',
    width: 24,
    height: 7,
    noValue: unknownText,
    thresholds: stateThresholds,
    by: { target: 'Node' },
    drill,
    columns: [
      { ...number, title: 'ArbOS format', expr: column(metrics.nitroArbosFormat) },
      { ...number, title: 'Last batch read', expr: column(metrics.nitroInboxBatch) },
      { title: 'Publisher', expr: column(metrics.nitroPublisherHealthy), unit: 'none', states: answerScale },
      { title: 'Maintenance', expr: column(metrics.nitroMaintenance), unit: 'none', states: flagScale },
      { title: 'Extraction stuck', expr: column(metrics.nitroInboxStuck), unit: 'none', states: flagScale },
      { title: 'Safe or final block lost', expr: column(metrics.tagLost), unit: 'none', states: flagScale },
      { title: 'Final above safe', expr: finalAboveSafe, unit: 'none', states: flagScale },
    ],
  };
};
