import { expect, test } from 'vitest';
import type { IncidentFacts } from '../../../alerts/notifiers/facts.ts';
import { membersText } from '../../../alerts/notifiers/membersText.ts';
import type { Incident, StoredAlert } from '../../../alerts/router/incident.ts';
import { isConfirmed, membersFacts } from '../../../alerts/router/members.ts';
import { nextOutage } from '../../../alerts/router/outage.ts';
import { cardFleet, cardStates, edgeDown, facts, incident, nodeStalled, regionFact, stored, t0 } from './cardStates.ts';
import { labelsOf } from './fleet.ts';

const told = (of: Incident, alerts: readonly StoredAlert[], known: IncidentFacts, now: number): string | undefined => {
  const found = membersFacts(cardFleet, of, alerts, known, now);
  return found && membersText(found, now);
};

const stateOf = (name: string) => {
  const state = cardStates[name];
  if (!state) throw new Error(name);
  return state;
};
const toldIn = (name: string, now?: number): string | undefined => {
  const { incident: of, alerts, facts: known, now: at } = stateOf(name);
  return told(of, alerts, known, now ?? at);
};

test('what members read, in every state', async () => {
  const names = [
    'page',
    'pageNoAnswer',
    'pageJourney',
    'pageBlind',
    'recovering',
    'unknown',
    'resolved',
    'reopened',
    'chain',
  ];
  const lines = names.map((name) => `${name}\n  ${toldIn(name)}\n`);
  const halted = stateOf('chain');
  const { chainNow } = halted.facts;
  if (!chainNow) throw new Error('no chain');
  const live = { ...halted.facts, chainNow: { ...chainNow, verdict: 'live', since: t0 + 4100 } } as const;
  const chainOver = told(
    { ...halted.incident, state: 'resolved', resolvedAt: t0 + 4200 },
    halted.alerts,
    live,
    t0 + 4200,
  );
  const alone = facts({ regions: [regionFact('eu', { state: 'halted' })] });
  lines.push(`chainOver\n  ${chainOver}\n`, `edgeHalted\n  ${told(incident(), [edgeDown], alone, t0 + 72)}\n`);
  await expect(lines.join('\n')).toMatchFileSnapshot('cards/members.txt');
});

test('members hear neither of warnings, spare nodes, internal edges, the month nor of ourselves', () => {
  for (const name of ['warning', 'info', 'spare', 'node', 'self', 'sla']) expect(toldIn(name), name).toBeUndefined();
  const internal = stored({ ...labelsOf.edgeDown, scope: 'edge:eth' });
  expect(told(incident({ scope: 'edge:eth' }), [internal], facts(), t0 + 100)).toBeUndefined();
  expect(
    told(incident({ scope: 'chain:ethereum' }), [stored(labelsOf.chainHalted)], facts(), t0 + 100),
  ).toBeUndefined();
});

test('an outage is confirmed when members have lived through a minute of it', () => {
  const { incident: of, alerts, facts: known } = stateOf('page');
  const at = (now: number): boolean => {
    const found = membersFacts(cardFleet, of, alerts, known, now);
    return found !== undefined && isConfirmed(found, of, known, now);
  };
  expect(at(t0 + 30 + 59)).toBe(false);
  expect(at(t0 + 30 + 60)).toBe(true);
  const blind = stateOf('pageBlind');
  const unseen = membersFacts(cardFleet, blind.incident, blind.alerts, blind.facts, t0 + 900);
  expect(unseen && isConfirmed(unseen, blind.incident, blind.facts, t0 + 900)).toBe(false);
});

test('an incident that goes on as a warning is over for members', () => {
  const regions = ['eu', 'us', 'ap'].map((region) => regionFact(region));
  const outage = { from: t0 + 30, to: t0 + 251, fault: 'stale', detail: '' } as const;
  const alerts = [{ ...edgeDown, status: 'resolved' } as const, nodeStalled];
  const line = told(
    incident({ severity: 'warning', headline: 'NodeStalled' }),
    alerts,
    facts({ regions, outage }),
    t0 + 400,
  );
  expect(line).toMatch(/^✅ Arbitrum RPC, EU: fine again since 03:16 UTC\./);
});

test('no name of the fleet, no address and no key reaches members, whatever the facts hold', () => {
  const planted = [
    ...cardFleet.nodes.flatMap(({ name, endpoint }) => [name, endpoint.url.reveal()]),
    ...cardFleet.edges.flatMap(({ endpoint }) => [endpoint.url.reveal()]),
    'example.org',
    'planted',
  ];
  for (const name of Object.keys(cardStates)) {
    const { incident: of, alerts, facts: known } = stateOf(name);
    const evil = 'arb-eu at http://arb-eu.internal.example.org:8547/planted';
    const regions = known.regions.map((each) => ({ ...each, detail: evil }));
    const causes = of.causes.map((entry) => ({ ...entry, detail: evil }));
    const outage = known.outage && { ...known.outage, detail: evil };
    const line = told({ ...of, causes, ackedBy: evil }, alerts, { ...known, regions, outage }, t0 + 500) ?? '';
    for (const word of planted) expect(line, `${name} told ${word}`).not.toContain(word);
  }
});

test('the outage is remembered from its first bad second to its last, whoever asks when', () => {
  const bad = regionFact('eu', { state: 'bad', fault: 'stale', since: 100 });
  const good = regionFact('eu', { since: 160 });
  const first = nextOutage(null, bad, 103);
  expect(first).toEqual({ from: 100, to: null, fault: 'stale', detail: '' });
  expect(nextOutage(first, { ...bad, fault: null, since: null }, 105)).toEqual(first);
  expect(nextOutage(first, regionFact('eu', { state: 'unknown' }), 120)).toEqual(first);
  const over = nextOutage(first, good, 161);
  expect(over).toMatchObject({ from: 100, to: 160 });
  expect(nextOutage(over, good, 400)).toEqual(over);
  expect(nextOutage(over, { ...bad, since: 500 }, 501)).toMatchObject({ from: 100, to: null });
  expect(nextOutage(null, good, 1)).toBeNull();
});
