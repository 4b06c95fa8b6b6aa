/** Results of a zone's own health checks (not those of a load balancer): one for each check and region a minute. */
import type { Account, Zone } from '../account/model.ts';
import { chance } from '../chance.ts';
import type { Row } from '../graphql/row.ts';
import type { Conditions } from './conditions.ts';
import { minuteMs } from './flow.ts';

const isUp = (conditions: Conditions, origin: string, at: number): boolean => {
  const trouble = conditions.at(at).origins[origin];
  return trouble === undefined || (trouble.originStatus > 0 && trouble.originStatus < 400);
};

export const healthRows = (
  zone: Zone,
  account: Account,
  conditions: Conditions,
  start: number,
  lagMs: number,
): readonly Row[] =>
  zone.healthChecks.flatMap((check) =>
    check.check_regions.map((region, index): Row => {
      const at = start + Math.min(index * 1000, minuteMs - 1);
      const up = isUp(conditions, check.origin, at);
      const origin = account.pools.flatMap(({ origins }) => origins).find(({ name }) => name === check.origin);
      const rttMs = up ? 10 + Math.floor(chance(check.id, region, start) * 6) : 0;
      const values = {
        ...{
          healthCheckId: check.id,
          healthCheckName: check.name,
          fqdn: check.address,
          originIP: origin?.address ?? '',
        },
        ...{ region, scope: 'region', healthStatus: up ? 'Healthy' : 'Unhealthy' },
        healthChanged: up === isUp(conditions, check.origin, at - minuteMs) ? 0 : 1,
        failureReason: up ? 'No failures' : 'TCP connection failed',
        ...{
          originResponseStatus: up ? 200 : 0,
          rttMs,
          tcpConnMs: rttMs,
          timeToFirstByteMs: rttMs * 2,
          tlsHandshakeMs: rttMs,
        },
      };
      return { n: 1, at, seenAt: at + lagMs, values };
    }),
  );
