import { expect, onTestFinished, test } from 'vitest';
import { poolsNamedAsMachines } from '../../../../cli/check/poolNames.ts';
import { showPosture } from '../../../../cli/check/posture.ts';
import { readPosture } from '../../../../exporters/cloudflare/rest/readPosture.ts';
import { plantedToken, startApi } from './support/api.ts';

const account = 'a'.repeat(32);

test('advice with its cost, and what could not be read with the permission that it needs', async () => {
  const api = await startApi();
  onTestFinished(api.stop);
  const refused = { status: 403, errors: [{ code: 10000, message: 'Authentication error' }] };
  const origins = [{ name: 'p2', address: '203.0.113.7' }];
  api.replies
    .set('/zones', { result: [{ id: 'z1', name: 'example.org', account: { id: account } }] })
    .set('/zones/z1/load_balancers', {
      result: [{ id: 'b', name: 'rpc.example.org', default_pools: ['p1', 'p2'], fallback_pool: 'p2' }],
    })
    .set(`/accounts/${account}/load_balancers/pools`, {
      result: ['p1', 'p2'].map((id) => ({ id, name: id, monitor: 'm', origins })),
    })
    .set(`/accounts/${account}/load_balancers/monitors`, {
      result: [{ id: 'm', type: 'https', path: '/', interval: 60, timeout: 5, retries: 1, consecutive_down: 3 }],
    })
    .set('/zones/z1/bot_management', refused)
    .set('/zones/z1/rulesets', refused)
    .set('/zones/z1/settings/websockets', { result: { id: 'websockets', value: 'off' } })
    .set('/zones/z1/settings/security_level', { result: { id: 'security_level', value: 'medium' } });
  const { lines, unread, pools } = await readPosture(api.client, {
    account: undefined,
    zones: ['example.org', 'example.net'],
    hosts: ['rpc.example.org'],
  });
  const advice = lines
    .filter(({ found }) => found)
    .map(({ subject, finding, cost, text }) => ({ subject, finding, costSeconds: cost ?? null, text }));
  const shown = showPosture({ advice, right: lines.length - advice.length, unread, budgetSeconds: 518 });
  expect(shown).toContain('pool:p1: its monitor takes 2 m 10 s to 3 m 10 s to drain an origin that fails');
  expect(shown).toContain("Costs 2 m 10 s to 3 m 10 s a failure, 37 % of a month's budget.");
  expect(shown).toContain("pool:p1: its monitor asks for a path that is not the sidecar's");
  expect(shown).toContain('host:rpc.example.org: WebSockets are off');
  // Two of the three that posture takes are missing, and each is named; the third is not.
  expect(shown).toContain('posture could not be read: refused; it needs Zone > Bot Management: Read.');
  expect(shown).toContain('posture could not be read: refused; it needs Zone > Zone WAF: Read.');
  expect(shown).not.toContain('Zone Settings: Read');
  expect(shown).toContain('zone example.net is not among those that the token sees.');
  for (const secret of ['203.0.113.7', account, plantedToken]) expect(shown).not.toContain(secret);
  // Members read the names of pools.
  const namedAs = (nodes: readonly string[], hosts: readonly string[]): readonly string[] => {
    const names = { nodes: nodes.map((name) => ({ name })), hosts: hosts.map((name) => ({ name })) };
    return poolsNamedAsMachines(names, pools).map(({ subject }) => subject);
  };
  expect(namedAs([], [])).toEqual(['pool:p2']);
  expect(namedAs(['p1'], [])).toEqual(['pool:p1', 'pool:p2']);
  expect(namedAs(['arb-eu'], ['p1'])).toEqual(['pool:p1', 'pool:p2']);
});
