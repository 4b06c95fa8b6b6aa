/** Alerts about the load balancer's checks. A check that does not answer drains a node as surely as one that says 503. */
import { metrics } from '../../collector/catalogue/index.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { defineAlert } from './define.ts';
import { anyOf, nothingSince } from './expressions.ts';

const checked = (fleet: Fleet) => fleet.nodes.filter(({ lb, state }) => lb !== undefined && state === 'serving');

export const SidecarSilent = defineAlert({
  name: 'SidecarSilent',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) =>
    anyOf(
      checked(fleet).map(({ name: target, chain, region }) =>
        nothingSince(metrics.lbCheck, { target, chain, region }, limits.routerDown / 2),
      ),
    ),
  for: limits.routerDown / 2,
  keepFiringFor: limits.keepFiring,
  scope: 'node:{{ $labels.target }}',
  region: '{{ $labels.region }}',
  summary: "The load balancer's check of a node is not heard.",
  description: `Prometheus has seen no sample of the sidecar of {{ $labels.target }} in {{ $labels.region }} for ${limits.routerDown} s or more.`,
  impact: 'None while other nodes carry the load: but a balancer whose check is not answered takes the node out.',
  action: 'See whether `headwatch sidecar` runs on the host of the node and Prometheus reaches it; start it again.',
  when: (fleet) => checked(fleet).length > 0,
});
