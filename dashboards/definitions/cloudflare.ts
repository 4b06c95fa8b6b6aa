/**
 * "Cloudflare network": is the edge well, do requests reach the nodes, from where, and what is refused on the way. Verdict
 * first, then causes; every figure says of when it is. One definition, two profiles.
 */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Dashboard, Profile } from '../kit/model.ts';
import { plainText } from '../kit/queries.ts';
import { exporterRow } from './cloudflare/exporter.ts';
import { geoRow } from './cloudflare/geo.ts';
import { isolationRow } from './cloudflare/isolation.ts';
import { latencyRow } from './cloudflare/latency.ts';
import { originRow } from './cloudflare/origins.ts';
import { poolRow } from './cloudflare/pools.ts';
import { postureRow } from './cloudflare/posture.ts';
import { limitsRow, securityRow } from './cloudflare/security.ts';
import { stripRow } from './cloudflare/strip.ts';
import { trafficRow, webSocketRow } from './cloudflare/traffic.ts';
import { contextOf } from './context.ts';

export const build = (profile: Profile, fleet: Fleet): Dashboard | undefined => {
  if (fleet.cloudflare === undefined) return undefined;
  const context = contextOf(profile, fleet);
  return {
    name: 'cloudflare',
    title: 'Cloudflare network',
    description: `${plainText(fleet.service.name)}: the edge in front of the nodes, as Cloudflare tells of it: health within a minute or so, traffic some minutes late.`,
    tags: ['headwatch'],
    profile,
    from: 'now-6h',
    refresh: '30s',
    rows: [
      stripRow,
      trafficRow(context),
      originRow(context),
      latencyRow(context),
      geoRow(profile),
      poolRow(context),
      securityRow(context),
      limitsRow(context),
      webSocketRow(context),
      ...isolationRow(context),
      ...(profile === 'operator' ? [postureRow(context), exporterRow] : []),
    ],
    variables: [],
  };
};
