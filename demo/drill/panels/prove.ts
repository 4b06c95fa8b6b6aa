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
  /** Queries that were sent for the peak of the fault, and those that Prometheus refused or could not answer. */
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

/** Every page of both profiles at a moment, Unix seconds. */
export const askPages = async (prometheus: Queries, fleet: Fleet, at: number): Promise<readonly Asked[]> => {
  const pages = profiles.flatMap((profile) =>
    [...pagesOf(profile, fleet)].map(([name, json]) => ({ name, profile, json })),
  );
  return (await Promise.all(pages.map((page) => ask(prometheus, page, at)))).flat();
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
  const cells = cellsOf(await askPages(queries, fleet, peak));
  const [sent, failed] = [asked(), [...failures]];
  const earlier = cellsOf(await askPages(queries, fleet, before));
  const missing = expectedOf(name, fleet).flatMap((expected) => judgePanels(cells, earlier, expected));
  return {
    result: { asked: sent, failed: failed.length, shown: missing.length === 0 },
    why: [...failed.map((text) => `a query failed: ${text}`), ...missing],
  };
};
