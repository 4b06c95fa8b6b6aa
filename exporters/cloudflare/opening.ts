/** Series that are there before anything is counted in them, so that the first failure is growth. Pure. */
import { originClasses, statusClasses } from '../../collector/catalogue/cloudflareLabels.ts';
import { isInZone } from '../../collector/config/buildCloudflare.ts';
import type { Counts } from './counters.ts';
import { keyOf, other, seriesOf } from './series.ts';

const unreachable = [520, 521, 522, 523, 524, 525, 526, 527, 530].map(String);
const told = ['429', '500', '502', '503', '504', ...unreachable];

const ofHost = (host: string): readonly string[] => [
  ...statusClasses.flatMap((kind) => [
    keyOf('cfEdgeRequests', host, kind, 'yes'),
    keyOf('cfEdgeRequests', host, kind, 'no'),
  ]),
  ...told.map((status) => keyOf('cfEdgeStatus', host, status)),
  keyOf('cfEdgeBytes', host),
  keyOf('cfEdgeTtfbSum', host),
];

const ofOrigin = (pool: string, origin: string): readonly string[] => [
  ...originClasses.map((kind) => keyOf('cfOriginRequests', pool, origin, kind)),
  ...unreachable.map((status) => keyOf('cfOriginStatus', pool, origin, status)),
  keyOf('cfOriginSeconds', pool, origin),
];

/** Series of a dataset in a zone that are there from the first time that it can be had. */
export const openingOf = (dataset: string, zone: string, hosts: readonly string[]): readonly string[] => [
  ...(['counted', 'refilled', 'skipped'] as const).map((kind) => keyOf('cfMinutes', dataset, kind)),
  keyOf('cfLate', dataset),
  ...(dataset === 'edge' ? [...hosts.filter((host) => isInZone(host, zone)), other].flatMap(ofHost) : []),
];

/** All series of the origins that have had traffic since a minute. */
export const openingOfOrigins = (counts: Counts, since: number): readonly string[] => {
  const origins = new Map<string, readonly [string, string]>();
  for (const [key, [value, grew]] of counts) {
    if (value === 0 || grew < since) continue;
    const series = seriesOf(key);
    if (series?.metric !== 'cfOriginRequests') continue;
    const [pool = other, origin = other] = series.labels;
    origins.set(`${pool}\t${origin}`, [pool, origin]);
  }
  return [...origins.values()].flatMap(([pool, origin]) => ofOrigin(pool, origin));
};
