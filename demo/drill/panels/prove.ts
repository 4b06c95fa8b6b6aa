/** `drill --panels`: every query of every page of both profiles, as they were at the peak of a fault, and what they showed. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { profiles } from '../../../dashboards/kit/model.ts';
import type { FaultName } from '../../faults/index.ts';
import { type Asked, ask } from './ask.ts';
import { cellsOf } from './cells.ts';
import { judgePanels } from './judge.ts';
import { expectedOf } from './owed/index.ts';
import { pagesOf } from './page.ts';
import { type Queries, queriesOf } from './queries.ts';

export interface PanelsShown {
  /** Queries that were sent for the peak of the fault, no one twice, and those that Prometheus refused or could not answer. */
  readonly asked: number;
  readonly failed: number;
  /** Whether the pages showed what they owe for the fault. */
  readonly shown: boolean;
}

export interface PanelsProof {
  readonly result: PanelsShown;
  /** What is not as owed, in words. */
  readonly why: readonly string[];
}

/** Pages have much in common, and both profiles most: what was asked of a moment is not asked again. */
const remembering = (prometheus: Queries, ranges: boolean): Queries => {
  const known = new Map<string, ReturnType<Queries['instant']>>();
  const spans = new Map<string, ReturnType<Queries['range']>>();
  const once = <T>(answers: Map<string, T>, asked: readonly unknown[], send: () => T): T => {
    const key = asked.join(' ');
    const answer = answers.get(key) ?? send();
    answers.set(key, answer);
    return answer;
  };
  return {
    instant: (...args) => once(known, args, () => prometheus.instant(...args)),
    range: async (...args) => (ranges ? once(spans, args, () => prometheus.range(...args)) : 0),
  };
};

/**
 * Every query of every page of both profiles at a moment, Unix seconds.
 * @param ranges whether what is drawn over time is asked for the minutes before it too, or for the moment alone
 */
export const askPages = async (
  prometheus: Queries,
  fleet: Fleet,
  at: number,
  ranges: boolean,
): Promise<readonly Asked[]> => {
  const pages = profiles.flatMap((profile) =>
    [...pagesOf(profile, fleet)].map(([name, json]) => ({ name, profile, json })),
  );
  const queries = remembering(prometheus, ranges);
  return (await Promise.all(pages.map((page) => ask(queries, page, at)))).flat();
};

interface Counted {
  readonly queries: Queries;
  readonly asked: () => number;
  readonly failures: readonly string[];
}

/** One that fails ends nothing: it is counted, and found nothing. */
const counted = (prometheus: Queries): Counted => {
  const failures: string[] = [];
  let sent = 0;
  const count = async <T>(answer: Promise<T>, otherwise: T): Promise<T> => {
    sent += 1;
    try {
      return await answer;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  };
  return {
    queries: {
      instant: (...args) => count(prometheus.instant(...args), []),
      range: (...args) => count(prometheus.range(...args), 0),
    },
    asked: () => sent,
    failures,
  };
};

export interface Moments {
  /** Unix seconds: just before the fault, and just before its end. */
  readonly before: number;
  readonly peak: number;
}

/** Asked when all is over: Prometheus remembers what each moment looked like, and the fault is not measured busier. */
export const provePanels = async (
  prometheus: string,
  fleet: Fleet,
  name: FaultName,
  { before, peak }: Moments,
): Promise<PanelsProof> => {
  const { queries, asked, failures } = counted(queriesOf(prometheus));
  const cells = cellsOf(await askPages(queries, fleet, peak, true));
  const [sent, failed] = [asked(), [...failures]];
  const earlier = cellsOf(await askPages(queries, fleet, before, false));
  const missing = expectedOf(name, fleet).flatMap((expected) => judgePanels(cells, earlier, expected));
  return {
    result: { asked: sent, failed: failed.length, shown: missing.length === 0 },
    why: [...failed.map((text) => `a query failed: ${text}`), ...missing],
  };
};
