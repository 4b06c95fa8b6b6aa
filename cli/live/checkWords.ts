import type { LbView } from '../../collector/view.ts';

/** What the load balancer is told of a node. */
export const checkWords = ({ serve, reason, detail }: LbView): string =>
  serve === null
    ? 'its load-balancer check does not answer'
    : `its load-balancer check says ${serve ? 200 : 503} (${reason}): ${detail}`;
