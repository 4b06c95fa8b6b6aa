/** What of a pool and its monitor costs budget. */
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import { formatSeconds } from '../../../collector/policy/duration.ts';
import { type DrainTime, drainTimeOf } from './drain.ts';
import type { PostureLine } from './postureModel.ts';
import type { Balancer, Monitor, Pool } from './schemas.ts';

/** Monitors that ask for a path; any other sees no more than that a port is open. */
const asksPath = ({ type }: Monitor): boolean => type == null || /^https?$/.test(type);

const accepts = (codes: string, code: number): boolean =>
  codes.split(',').some((part) => new RegExp(`^${part.trim().replaceAll(/x/gi, '\\d')}$`).test(String(code)));

/** Answers of a node that should be drained, or of something that is no node: 503 is the sidecar's, the others no answer. */
const wrongCodes = [301, 403, 404, 500, 503];

export const spanText = ({ least, most }: DrainTime): string =>
  least === most ? formatSeconds(most) : `${formatSeconds(least)} to ${formatSeconds(most)}`;

const monitorFindings = (subject: string, monitor: Monitor): readonly PostureLine[] => {
  const drain = drainTimeOf(monitor);
  const path = monitor.path ?? '/';
  const lines: PostureLine[] = [
    {
      subject,
      finding: 'monitor_path',
      found: !asksPath(monitor) || !path.startsWith('/lb/'),
      text: asksPath(monitor)
        ? `its monitor asks for a path that is not the sidecar's: it never drains a node that answers 200 with an old head. Let it ask /lb/NODE.`
        : `its monitor (${monitor.type}) sees only that a port is open: it never drains a node that answers with an old head, or not at all. Make it HTTPS, asking /lb/NODE.`,
    },
    {
      subject,
      finding: 'monitor_slow',
      found: drain.most > cloudflareLimits.drainSlow,
      cost: drain,
      text: `its monitor takes ${spanText(drain)} to drain an origin that fails (interval, failed checks that are needed, timeouts with their retries). Take the shortest interval of the plan, and one failed check.`,
    },
  ];
  if (!asksPath(monitor)) return lines;
  const codes = monitor.expected_codes ?? '';
  if (codes !== '') {
    lines.push({
      subject,
      finding: 'monitor_codes',
      found: wrongCodes.some((code) => accepts(codes, code)),
      text: `its monitor takes other answers than success for healthy (expected codes ${codes.replaceAll(/[^\dxX, ]/g, '')}). Expect 200.`,
    });
  }
  lines.push({
    subject,
    finding: 'monitor_unencrypted',
    found: monitor.type === 'http',
    text: 'its monitor asks by plain HTTP: whoever is on the way can answer for the node, and a broken certificate stays unseen. Make it HTTPS.',
  });
  return lines;
};

/** @param monitors undefined: could not be read */
export const poolFindings = (
  name: string,
  pool: Pool,
  monitors: readonly Monitor[] | undefined,
  balancers: readonly Balancer[],
): readonly PostureLine[] => {
  const subject = `pool:${name}`;
  const monitor = monitors?.find(({ id }) => id === pool.monitor);
  const missing = !pool.monitor;
  const drain = monitor && drainTimeOf(monitor);
  const origins = (pool.origins ?? []).filter(({ enabled }) => enabled !== false);
  // Where a failed request is tried in the next pool at once, one origin is as good as two.
  const retried = balancers
    .filter(({ default_pools }) => default_pools?.includes(pool.id))
    .every(({ adaptive_routing }) => adaptive_routing?.failover_across_pools === true);
  return [
    {
      subject,
      finding: 'monitor_missing',
      found: missing,
      text: 'it has no monitor: an origin that fails is never drained. Attach one that asks /lb/NODE.',
    },
    ...(monitor ? monitorFindings(subject, monitor) : []),
    {
      subject,
      finding: 'single_origin',
      found: origins.length < 2 && !retried,
      cost: drain,
      text: `${origins.length === 1 ? 'one origin' : 'no origin'} in it, and no failover across pools: what fails there is not tried anywhere else until it is drained. Add an origin, or turn failover across pools on.`,
    },
  ];
};
