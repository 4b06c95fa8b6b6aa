/** What an incident of a machine, or of a job, tells operators and does not tell anyone else. */
import { expect, test } from 'vitest';
import { publicText } from '../../../alerts/ledger/report/publicText.ts';
import { incidentKeyOf } from '../../../alerts/router/incidentKey.ts';
import { nodesOfIncident } from '../../../alerts/router/knowledge.ts';
import { incidentTitle } from '../../../alerts/router/publicNames.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { regionOfHost } from '../../../collector/config/graph.ts';
import { fleetOf as exampleOf } from '../../rules/support/fleets.ts';
import { nodeView, viewOf } from './fleet.ts';

const base = exampleOf('example');
/** host-eu carries nodes of one region, `far` of two. */
const fleet: Fleet = {
  ...base,
  hosts: [...(base.hosts ?? []), { name: 'far', exporter: undefined, provider: undefined }],
  nodes: base.nodes.map((node) =>
    node.name === 'beacon-a'
      ? { ...node, on: 'host-eu' }
      : node.name === 'arb-ap' || node.name === 'eth-b'
        ? { ...node, on: 'far' }
        : node,
  ),
};

test('the card of a machine shows the nodes on it, and the incident is its own', () => {
  const labels = { alertname: 'HostDown', scope: 'host:host-eu', region: 'eu' };
  const key = incidentKeyOf(fleet, labels);
  expect(key).toEqual({ scope: 'host:host-eu', region: 'eu' });
  const view = viewOf(0, { nodes: fleet.nodes.map(({ name }) => nodeView(name)) });
  expect(nodesOfIncident(fleet, key, view).map(({ name }) => name)).toEqual(['arb-eu', 'beacon-a']);
});

test('the region of a machine is that of its nodes, where they share one', () => {
  expect(['host-eu', 'far', 'host-of-nobody'].map((host) => regionOfHost(fleet, host))).toEqual(['eu', 'all', 'all']);
});

test('members read neither the name of a machine nor that of a job', () => {
  expect(incidentTitle(fleet, 'host:host-eu', 'HostDiskFilling')).toBe('Something needs attention');
  expect(incidentTitle(fleet, 'heartbeat:arb-snapshot', 'BackupStale')).toBe('Something needs attention');
  expect(publicText(fleet, '/data of host-eu is full; arb-snapshot is late; arb-eu is well')).toBe(
    '/data of a machine is full; a job is late; Node EU is well',
  );
});
