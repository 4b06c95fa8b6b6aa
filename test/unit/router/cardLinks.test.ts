import { expect, test } from 'vitest';
import { rowsOf } from '../../../alerts/notifiers/buttons.ts';
import { cardLinks } from '../../../alerts/notifiers/cardLinks.ts';
import { edgeDown, cardFleet as fleet, incident, nodeStalled, t0 } from './cardStates.ts';

const pagerduty = { label: 'PagerDuty', url: 'https://example.pagerduty.com/service-directory/PRPC' };
const nodeUrl = (name: string): string => `https://grafana.example.org/d/headwatch-node?var-target=${name}`;
const labels = (links: ReturnType<typeof cardLinks>): readonly string[] => links.map(({ label }) => label);

test('a page links to its runbook, to the node that is blamed, and to the service at PagerDuty', () => {
  const links = cardLinks(fleet, incident({ causes: [{ cause: 'own_node', detail: 'arb-us', at: t0 }] }), edgeDown);
  expect(labels(links)).toEqual(['Runbook', 'Node', 'PagerDuty', 'Dashboard', 'Status page']);
  expect(links).toContainEqual({ label: 'Node', url: nodeUrl('arb-us') });
  expect(links).toContainEqual(pagerduty);
});

test('no node where none is blamed, no PagerDuty where nothing paged or no page is configured', () => {
  const edge = [{ cause: 'edge', detail: 'the nodes behind it are well', at: t0 }] as const;
  expect(labels(cardLinks(fleet, incident({ causes: edge }), edgeDown))).not.toContain('Node');
  expect(labels(cardLinks(fleet, incident({ peak: 'warning' }), edgeDown))).not.toContain('PagerDuty');
  const young = { ...fleet, notify: { ...fleet.notify, pagerduty: undefined } };
  expect(labels(cardLinks(young, incident(), edgeDown))).not.toContain('PagerDuty');
});

test('an alert about a node links to that node, once', () => {
  const annotations = { ...nodeStalled.annotations, dashboard_url: nodeUrl('arb-eu') };
  const links = cardLinks(fleet, incident({ causes: [] }), { ...nodeStalled, annotations });
  expect(links.filter(({ url }) => url === nodeUrl('arb-eu'))).toEqual([{ label: 'Node', url: nodeUrl('arb-eu') }]);
});

test('a row holds five buttons, as Discord allows: of an open page the least useful link is left out', () => {
  const links = cardLinks(fleet, incident(), edgeDown);
  const [row] = rowsOf({
    ...{ incident: '2026-11-07-1', open: true, acknowledged: false, mayBeSilenced: false },
    ...{ silence: undefined, confirm: undefined, links },
  });
  expect(row).toMatchObject({
    components: ['Acknowledge', 'Runbook', 'Node', 'PagerDuty', 'Dashboard'].map((label) => ({ label })),
  });
});
