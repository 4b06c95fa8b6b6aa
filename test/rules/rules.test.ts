import { describe, expect, test } from 'vitest';
import { type AlertName, alertNames } from '../../alerts/rules/index.ts';
import { budgetCases } from './cases/budget.ts';
import { ChainHalted, ChainUnverifiable } from './cases/chain.ts';
import { cloudflarePoolCases } from './cases/cloudflarePools.ts';
import { cloudflareSelfCases } from './cases/cloudflareSelf.ts';
import { cloudflareTrafficCases } from './cases/cloudflareTraffic.ts';
import { consistencyCases } from './cases/consistency.ts';
import { EdgeDown, InternalEdgeDown, RedundancyGone } from './cases/edge.ts';
import { EdgeOpen, EdgeThrottled } from './cases/edgePromises.ts';
import { ethereumCases } from './cases/ethereum.ts';
import { heartbeatCases } from './cases/heartbeat.ts';
import { hostCases } from './cases/host.ts';
import { isolationCases } from './cases/isolation.ts';
import { JourneyFailing } from './cases/journey.ts';
import { l1LinkCases } from './cases/l1Link.ts';
import { lifeCases } from './cases/life.ts';
import { nitroCases } from './cases/nitro.ts';
import { nodeCases } from './cases/node.ts';
import {
  DeliveriesFailing,
  MonitorDead,
  PagingUnproven,
  RouterDown,
  VantageBlind,
  VantageSilent,
  Watchdog,
} from './cases/self.ts';
import { SidecarSilent } from './cases/sidecar.ts';
import { treasuryCases } from './cases/treasury.ts';
import { fleetOf, fleetWith } from './support/fleets.ts';
import type { AlertCases } from './support/matrix.ts';
import { promtool } from './support/promtool.ts';

/** An alert without cases does not compile. */
const matrix: Readonly<Record<AlertName, AlertCases>> = {
  EdgeDown,
  JourneyFailing,
  InternalEdgeDown,
  EdgeThrottled,
  EdgeOpen,
  ...budgetCases,
  RedundancyGone,
  MonitorDead,
  ChainHalted,
  ChainUnverifiable,
  ...nodeCases,
  ...nitroCases,
  ...ethereumCases,
  ...consistencyCases,
  ...l1LinkCases,
  ...lifeCases,
  ...hostCases,
  ...heartbeatCases,
  SidecarSilent,
  ...cloudflareTrafficCases,
  ...cloudflarePoolCases,
  ...cloudflareSelfCases,
  ...isolationCases,
  ...treasuryCases,
  VantageSilent,
  VantageBlind,
  RouterDown,
  DeliveriesFailing,
  PagingUnproven,
  Watchdog,
};

const fleet = fleetOf('example');

describe.each(alertNames)('%s', (name) => {
  const { cases, absent } = matrix[name];

  test.each(cases.map((one) => [one.title, one] as const))('%s', (_title, one) => {
    const { objective } = one;
    expect(promtool(name, objective === undefined ? fleet : fleetWith(objective), one)).toBe('');
  });

  test('with no data at all', () => {
    expect(promtool(name, fleet, { title: 'absent', series: {}, ...absent })).toBe('');
  });

  test('is shown to fire, to end, and not to fire at all', () => {
    expect(cases.some((one) => one.fires.length > 0)).toBe(true);
    expect(name === 'Watchdog' || cases.some((one) => one.fires.length === 0)).toBe(true);
    // The Watchdog never ends; of everything else it is shown that it does, while someone still looks.
    const ends = cases.some(({ fires, seconds }) => fires.some(({ until }) => until < seconds));
    expect(name === 'Watchdog' || ends).toBe(true);
  });
});
