/** What of a load balancer costs budget. */
import { drainTimeOf } from './drain.ts';
import { type PostureLine, poolsOf } from './postureModel.ts';
import type { Balancer, Monitor, Pool } from './schemas.ts';

/** @param pools undefined: could not be read */
export const balancerFindings = (
  balancer: Balancer,
  pools: readonly Pool[] | undefined,
  monitorOf: (pool: Pool) => Monitor | undefined,
): readonly PostureLine[] => {
  const subject = `lb:${balancer.name}`;
  const own = poolsOf(balancer);
  const fallback = pools?.find(({ id }) => id === balancer.fallback_pool);
  const drains = (pools ?? []).flatMap((pool) => {
    const monitor = own.includes(pool.id) ? monitorOf(pool) : undefined;
    return monitor ? [drainTimeOf(monitor)] : [];
  });
  const cost =
    drains.length > 0
      ? { least: Math.min(...drains.map(({ least }) => least)), most: Math.max(...drains.map(({ most }) => most)) }
      : undefined;
  const lines: PostureLine[] = [
    {
      subject,
      finding: 'balancer_disabled',
      found: balancer.enabled === false,
      text: 'it is disabled: requests go wherever the DNS record beneath it leads, and nothing is drained. Enable it.',
    },
    {
      subject,
      finding: 'single_pool',
      found: own.length < 2,
      text: 'one pool: when it is critical, only the fallback pool is left. Add a pool in another place.',
    },
    {
      subject,
      finding: 'no_fallback',
      found: !balancer.fallback_pool,
      text: 'no fallback pool: when all pools are critical, members get an error of DNS (530). Name one.',
    },
    {
      subject,
      finding: 'failover_across_pools_off',
      found: balancer.adaptive_routing?.failover_across_pools !== true,
      cost,
      text: 'failover across pools is off: a request that does not reach an origin (521 to 526) is not tried in the next pool until the pool is drained. Turn it on (adaptive routing).',
    },
  ];
  if (fallback !== undefined) {
    lines.push({
      subject,
      finding: 'fallback_disabled',
      found: fallback.enabled === false || !(fallback.origins ?? []).some(({ enabled }) => enabled !== false),
      text: 'its fallback pool is disabled, or has no enabled origin: when all pools are critical, members get an error of DNS (530). Enable it.',
    });
  }
  if (balancer.proxied != null) {
    lines.push({
      subject,
      finding: 'not_proxied',
      found: !balancer.proxied,
      text: 'it is not proxied: DNS gives members the addresses of the origins, which are open then, and failover waits for their resolvers. Proxy it.',
    });
  }
  return lines;
};
