/** The REST calls that are known, with the permission that each needs. GET only: the token may read, nothing else. */
import type { Answer } from '../../types.ts';
import type { Zone } from '../account/model.ts';
import { idOf } from '../chance.ts';
import type { Permission } from '../troubles.ts';
import type { World } from '../world.ts';
import { done, paged, refused } from './envelope.ts';
import { healthEvents, listedPool, poolHealth } from './health.ts';

interface Route {
  readonly path: RegExp;
  readonly needs?: Permission;
  readonly answer: (world: World, ids: readonly string[], query: URLSearchParams) => Answer;
}

const planNames = {
  free: 'Free Website',
  pro: 'Pro Website',
  business: 'Business Website',
  enterprise: 'Enterprise Website',
} as const;
const planId = (plan: Zone['plan']): string =>
  plan === 'free' ? '0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee' : idOf('plan', plan);

const listedZone = (world: World, { id, name, plan }: Zone): unknown => ({
  ...{ id, name, status: 'active', paused: false, type: 'full', plan: { id: planId(plan), name: planNames[plan] } },
  account: { id: world.account.id, name: world.account.name },
});

const inZone =
  (answer: (zone: Zone, world: World, ids: readonly string[], query: URLSearchParams) => Answer): Route['answer'] =>
  (world, ids, query) => {
    const zone = world.zones().find(({ id }) => id === ids[0]);
    return zone ? answer(zone, world, ids, query) : refused.noSuchZone();
  };

const inAccount =
  (answer: Route['answer']): Route['answer'] =>
  (world, ids, query) =>
    ids[0] === world.account.id ? answer(world, ids.slice(1), query) : refused.authentication();

const verify: Route['answer'] = (world) => {
  const { status, expiresOn } = world.troubles.token;
  return done({ id: idOf('token'), status, ...(expiresOn === undefined ? {} : { expires_on: expiresOn }) });
};

const events: Route['answer'] = (world, _ids, query) => {
  const since = Date.parse(query.get('since') ?? '') || 0;
  const until = Date.parse(query.get('until') ?? '') || Number.POSITIVE_INFINITY;
  const pool = query.get('pool_id');
  const wanted = healthEvents(world).filter(({ timestamp, pool: of }) => {
    const at = Date.parse(timestamp);
    return at >= since && at <= until && (pool === null || of.id === pool);
  });
  return paged(wanted.toReversed(), query, 1000);
};

const rulesetId = (zone: Zone, phase: string): string => idOf('ruleset', zone.id, phase);
const ruleset = (zone: Zone, phase: string): Answer =>
  zone.rules[phase]
    ? done({ id: rulesetId(zone, phase), kind: 'zone', phase, name: 'default', version: '3', rules: zone.rules[phase] })
    : refused.noEntrypoint(phase);

const zonePath = (rest: string): RegExp => new RegExp(`^/zones/([0-9a-f]{32})${rest}$`);
const accountPath = (rest: string): RegExp => new RegExp(`^/accounts/([0-9a-f]{32})${rest}$`);

export const routes: readonly Route[] = [
  { path: /^\/user\/tokens\/verify$/, answer: verify },
  { path: accountPath('/tokens/verify'), answer: inAccount(verify) },
  {
    path: /^\/zones$/,
    needs: 'zone_read',
    answer: (world, _ids, query) => {
      const named = query.get('name');
      const account = query.get('account.id');
      const mine = world
        .zones()
        .filter(({ name }) => (named === null || name === named) && (account === null || account === world.account.id));
      return paged(
        mine.map((zone) => listedZone(world, zone)),
        query,
        50,
      );
    },
  },
  { path: zonePath(''), needs: 'zone_read', answer: inZone((zone, world) => done(listedZone(world, zone))) },
  { path: zonePath('/load_balancers'), needs: 'load_balancers', answer: inZone((zone) => done(zone.balancers)) },
  {
    path: zonePath('/healthchecks'),
    needs: 'health_checks',
    answer: inZone((zone, world, _ids, query) => {
      const { origins } = world.conditions.at(world.now());
      const listed = zone.healthChecks.map(({ origin, ...check }) => {
        const failing = origins[origin] !== undefined;
        return {
          ...check,
          status: failing ? 'unhealthy' : 'healthy',
          failure_reason: failing ? 'TCP connection failed' : '',
          suspended: false,
        };
      });
      return paged(listed, query, 1000);
    }),
  },
  {
    path: zonePath('/settings/(\\w+)'),
    needs: 'zone_settings',
    answer: inZone((zone, _world, [, name = '']) => {
      const value = zone.settings[name];
      return value === undefined
        ? refused.noSetting(name)
        : done({ id: name, value, editable: true, modified_on: null });
    }),
  },
  {
    path: zonePath('/settings'),
    needs: 'zone_settings',
    answer: inZone((zone) => done(Object.entries(zone.settings).map(([id, value]) => ({ id, value, editable: true })))),
  },
  { path: zonePath('/bot_management'), needs: 'bot_management', answer: inZone((zone) => done(zone.botManagement)) },
  {
    path: zonePath('/rulesets'),
    needs: 'zone_waf',
    answer: inZone((zone) =>
      done(
        Object.keys(zone.rules).map((phase) => ({ id: rulesetId(zone, phase), kind: 'zone', phase, name: 'default' })),
      ),
    ),
  },
  {
    path: zonePath('/rulesets/phases/(\\w+)/entrypoint'),
    needs: 'zone_waf',
    answer: inZone((zone, _world, [, phase = '']) => ruleset(zone, phase)),
  },
  {
    path: zonePath('/rulesets/([0-9a-f]{32})'),
    needs: 'zone_waf',
    answer: inZone((zone, _world, [, id = '']) =>
      ruleset(zone, Object.keys(zone.rules).find((phase) => rulesetId(zone, phase) === id) ?? ''),
    ),
  },
  {
    path: /^\/accounts$/,
    answer: (world, _ids, query) => paged([{ id: world.account.id, name: world.account.name }], query, 50),
  },
  {
    path: accountPath('/load_balancers/pools'),
    needs: 'pools',
    // No pages: all of them at once, whatever is asked.
    answer: inAccount((world) => done(world.account.pools.map((pool) => listedPool(world, pool)))),
  },
  {
    path: accountPath('/load_balancers/pools/([0-9a-f]{32})/health'),
    needs: 'pools',
    answer: inAccount((world, [id]) => {
      const pool = world.account.pools.find((each) => each.id === id);
      if (!pool) return refused.noSuchPool();
      const health = poolHealth(world, pool);
      return health === undefined ? refused.noHealth() : done(health);
    }),
  },
  {
    path: accountPath('/load_balancers/monitors'),
    needs: 'pools',
    answer: inAccount((world) => done(world.account.monitors)),
  },
  {
    path: accountPath('/load_balancers/monitors/([0-9a-f]{32})'),
    needs: 'pools',
    answer: inAccount((world, [id]) => {
      const monitor = world.account.monitors.find((each) => each.id === id);
      return monitor ? done(monitor) : refused.noRoute();
    }),
  },
  { path: accountPath('/load_balancing_analytics/events'), needs: 'pools', answer: inAccount(events) },
  { path: /^\/user\/load_balancing_analytics\/events$/, needs: 'pools', answer: events },
];

/** Ranges of documentation, and loopback, where the demo's edge lives. */
export const edgeRanges: Answer = done({
  ipv4_cidrs: ['127.0.0.0/8', '192.0.2.0/24'],
  ipv6_cidrs: ['2001:db8::/32', '::1/128'],
  etag: 'demo',
});
