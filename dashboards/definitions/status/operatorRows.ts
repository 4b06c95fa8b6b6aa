/** What only operators see: every measurement behind the verdicts, by target name. */
import type { Row } from '../../kit/model.ts';
import type { Context } from '../context.ts';
import { budgetRow } from './operator/budget.ts';
import { consistencyRow } from './operator/consistency.ts';
import { deliveryRow } from './operator/delivery.ts';
import { edgeRow } from './operator/edges.ts';
import { ethereumRow } from './operator/ethereum.ts';
import { evidenceRow } from './operator/evidence.ts';
import { heartbeatRow } from './operator/heartbeats.ts';
import { hostRow } from './operator/hosts.ts';
import { journeyRow } from './operator/journey.ts';
import { l1LinkRow } from './operator/l1Link.ts';
import { lifeRow } from './operator/life.ts';
import { loadBalancerRow } from './operator/loadBalancer.ts';
import { nitroRow } from './operator/nitro.ts';
import { nodeDetailRow } from './operator/nodeDetail.ts';
import { probeRow } from './operator/probes.ts';
import { rpcRow } from './operator/rpc.ts';

export const operatorRows = (context: Context): readonly Row[] => [
  ...budgetRow(context),
  evidenceRow(context),
  ...journeyRow(context),
  ...edgeRow(context),
  ...l1LinkRow(context),
  ...nitroRow(context),
  ...ethereumRow(context),
  ...consistencyRow(context),
  rpcRow(),
  ...loadBalancerRow(context),
  ...lifeRow(context),
  nodeDetailRow(context),
  ...hostRow(context),
  ...heartbeatRow(context),
  probeRow(context),
  deliveryRow(context),
];
