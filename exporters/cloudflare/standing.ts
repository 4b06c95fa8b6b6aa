/**
 * How each dataset of each zone stands: whether it may be asked for now, and what is told of it. Each kind of error has a
 * consequence of its own, and none of them is anybody else's.
 */
import { cloudflareMetrics } from '../../collector/catalogue/cloudflare.ts';
import {
  type CloudflareDataset,
  type DatasetState,
  datasetStates,
} from '../../collector/catalogue/cloudflareLabels.ts';
import type { Log, Recorder } from '../../collector/probe/cloudflare.ts';
import type { Clock } from './clock.ts';
import type { CloudflareError } from './errors.ts';
import { permissions } from './permissions.ts';

/** Milliseconds. */
const minute = 60_000;
/** After a failure that may pass: the next minute, then longer each time. */
const backOff = [0, 2 * minute, 4 * minute, 8 * minute, 15 * minute];
/** What a person must mend is not asked for again and again. */
const mendTime = 30 * minute;

const wait: Readonly<Record<CloudflareError['kind'], (failures: number) => number>> = {
  // The client itself is silent for as long as it must be.
  rate_limited: () => 0,
  too_expensive: (failures) => backOff[Math.min(failures - 1, backOff.length - 1)] ?? 0,
  transient: (failures) => backOff[Math.min(failures - 1, backOff.length - 1)] ?? 0,
  // Only words say so, and settings said otherwise: words may be misread.
  plan: () => mendTime,
  auth: () => mendTime,
  // The first may be an answer that was cut on its way.
  bug: (failures) => (failures > 1 ? mendTime : 0),
};

const stateOf: Readonly<Record<CloudflareError['kind'], DatasetState>> = {
  rate_limited: 'rate_limited',
  too_expensive: 'error',
  plan: 'plan',
  auth: 'auth',
  transient: 'error',
  bug: 'error',
};

interface Standing {
  state: DatasetState | undefined;
  failures: number;
  /** Monotonic ms. */
  notBefore: number;
  /** Fields that were refused although the settings gave them. */
  learned: ReadonlySet<string>;
}

export interface Standings {
  readonly may: (zone: string, dataset: CloudflareDataset) => boolean;
  readonly learned: (zone: string, dataset: CloudflareDataset) => ReadonlySet<string>;
  readonly tell: (zone: string, dataset: CloudflareDataset, state: DatasetState) => void;
  /** The client is silent: what could be had is not to be had now. */
  readonly quiet: (zone: string, dataset: CloudflareDataset) => void;
  readonly succeeded: (zone: string, dataset: CloudflareDataset) => void;
  /** @param fields that the question asked for: one of them that is refused is left out the next time, nothing else */
  readonly failed: (
    zone: string,
    dataset: CloudflareDataset,
    error: CloudflareError,
    fields: readonly string[],
  ) => void;
  /** The settings of a zone are known anew: what was refused may be asked for again. */
  readonly renewed: (zone: string) => void;
}

export const createStandings = (recorder: Pick<Recorder, 'set'>, log: Log, clock: Clock): Standings => {
  const all = new Map<string, Standing>();
  const of = (zone: string, dataset: CloudflareDataset): Standing => {
    const key = `${dataset} ${zone}`;
    const found = all.get(key) ?? { state: undefined, failures: 0, notBefore: 0, learned: new Set<string>() };
    all.set(key, found);
    return found;
  };

  const tell = (zone: string, dataset: CloudflareDataset, state: DatasetState): boolean => {
    const standing = of(zone, dataset);
    if (standing.state === state) return false;
    standing.state = state;
    for (const each of datasetStates)
      recorder.set(cloudflareMetrics.cfDataset, { zone, dataset, state: each }, each === state ? 1 : 0);
    return true;
  };

  return {
    may: (zone, dataset) => clock.mono() >= of(zone, dataset).notBefore,
    learned: (zone, dataset) => of(zone, dataset).learned,
    tell: (zone, dataset, state) => {
      tell(zone, dataset, state);
    },
    quiet: (zone, dataset) => {
      const { state } = of(zone, dataset);
      if (state === undefined || state === 'ok' || state === 'error' || state === 'unknown')
        tell(zone, dataset, 'rate_limited');
    },
    succeeded: (zone, dataset) => {
      Object.assign(of(zone, dataset), { failures: 0, notBefore: 0 });
      tell(zone, dataset, 'ok');
    },
    failed: (zone, dataset, error, fields) => {
      const standing = of(zone, dataset);
      standing.failures += 1;
      const refused =
        error.kind === 'plan' ? fields.find((field) => field.split('_').at(-1) === error.field) : undefined;
      if (refused !== undefined && !standing.learned.has(refused)) {
        standing.learned = new Set([...standing.learned, refused]);
        return;
      }
      standing.notBefore = clock.mono() + wait[error.kind](standing.failures);
      if (!tell(zone, dataset, stateOf[error.kind])) return;
      const about = { zone, dataset, kind: error.kind, status: error.status };
      if (error.kind === 'auth')
        log.error(
          { ...about, needs: permissions[dataset], permission: error.permission },
          error.token
            ? 'Cloudflare refuses the token'
            : 'the token of Cloudflare lacks a permission, or does not see the zone',
        );
      else if (error.kind === 'bug')
        log.error(about, 'Cloudflare does not understand a question of ours, or we its answer');
      else if (error.kind === 'plan') log.info(about, 'the plan of the zone does not give this');
      else log.warn(about, 'Cloudflare does not give this for now');
    },
    renewed: (zone) => {
      for (const [key, standing] of all) {
        if (key.endsWith(` ${zone}`))
          Object.assign(standing, { notBefore: 0, failures: 0, learned: new Set<string>() });
      }
    },
  };
};
