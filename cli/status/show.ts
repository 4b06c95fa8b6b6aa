/** The fleet now, for a person at a terminal. */

import { joiningWords } from '../../alerts/notifiers/joiningWords.ts';
import { layerName, layerWords } from '../../collector/config/advice/layers.ts';
import { checkWords } from '../live/checkWords.ts';
import { lasted, secondsText, shortHead } from '../live/words.ts';
import { table } from '../table.ts';
import type { ChainLine, EdgeLine, FleetStatus, LayerLine, NodeLine } from './build.ts';
import { heartbeatsText } from './heartbeats.ts';

/** What is wrong stands out in a column of words. */
const loud = (word: string, isWell: boolean): string => (isWell ? word : word.toUpperCase());

/** A check that says 200 to a good node is no news. */
const nodeWords = ({ state, detail, joining, lb, verdict }: NodeLine): string =>
  [
    ...(state === 'serving' ? [] : [state]),
    ...(joining ? [joiningWords(joining)] : []),
    detail,
    ...(lb && state === 'serving' && (lb.serve !== true || verdict !== 'ok') ? [checkWords(lb)] : []),
  ].join('; ');

const nodeRow = (now: number) => (node: NodeLine) => [
  node.name,
  node.chain,
  node.region,
  loud(node.verdict, node.verdict === 'ok' || node.state !== 'serving'),
  lasted(node.since, now),
  shortHead(node.head),
  secondsText(node.lagSeconds),
  nodeWords(node),
];

const edgeRow = (now: number) => (edge: EdgeLine) => [
  edge.name,
  edge.audience,
  edge.region,
  loud(edge.state, edge.state === 'good' || edge.state === 'not measured'),
  lasted(edge.since, now),
  secondsText(edge.lagSeconds),
  edge.fault ?? '',
];

const chainRow = (chain: ChainLine) => [
  chain.name,
  loud(chain.verdict, chain.verdict === 'live'),
  shortHead(chain.head),
  String(chain.sources ?? '?'),
  chain.detail,
];

const layerRow = ({ scope, chain, layer, have, total, canLose }: LayerLine) => [
  layerName({ scope, chain, layer }),
  layerWords(have, total, canLose ?? undefined),
];

const titled = (title: readonly string[], rows: readonly (readonly string[])[]): string => table([title, ...rows]);

const incidentText = ({ incidents, at }: FleetStatus): string => {
  if (incidents === null) return 'Open incidents: not known';
  if (incidents.length === 0) return 'No open incident.';
  const rows = incidents.map(({ id, severity, headline, scope, region, state, openedAt, acknowledgedBy, causes }) => [
    id,
    severity === 'page' ? 'PAGE' : severity,
    `${headline} · ${scope} · ${region}`,
    state,
    lasted(openedAt, at),
    `${causes.at(-1)?.cause ?? 'unattributed'}${acknowledgedBy ? `; acknowledged by ${acknowledgedBy}` : ''}`,
  ]);
  return `Open incidents\n${table(rows)}`;
};

/** Days, hours, minutes or seconds, whichever is whole: `3 d`. */
const roughly = (seconds: number): string => {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const;
  const [name, unit] = units.find(([, each]) => seconds >= each) ?? ['s', 1];
  return `${Math.max(0, Math.floor(seconds / unit))} ${name}`;
};

/** What PagerDuty accepted proves key and network; that a phone rings only a person has heard. */
const pagingText = ({ paging, at }: FleetStatus): string => {
  if (paging === null) return 'Paging: not known.';
  const { armed, acceptedAt, heardAt, heardBy, deadman } = paging;
  const ago = (time: number | null): string => (time === null ? 'never' : `${roughly(at - time)} ago`);
  const silence = deadman?.silence ? ` (${deadman.silence})` : '';
  return `Paging: ${[
    armed ? 'armed' : 'NOT ARMED',
    `accepted by PagerDuty ${ago(acceptedAt)}`,
    `heard ${ago(heardAt)}${heardBy === null ? '' : ` by ${heardBy}`}`,
    ...(deadman ? [`the router's own beat ${ago(deadman.beatAt)}${silence}`] : []),
  ].join(', ')}.`;
};

export const showStatus = (status: FleetStatus): string => {
  const { service, at, well, nodes, edges, chains, layers, watchers, standing, unanswered } = status;
  const iso = new Date(at * 1000).toISOString();
  const parts = [
    `${service} at ${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC: ${well ? 'all is well' : 'not all is well'}`,
  ];
  if (edges.length > 0)
    parts.push(titled(['edge', 'for', 'region', 'state', 'since', 'lag', ''], edges.map(edgeRow(at))));
  if (nodes.length > 0)
    parts.push(titled(['node', 'chain', 'region', 'verdict', 'since', 'head', 'lag', ''], nodes.map(nodeRow(at))));
  parts.push(titled(['chain', 'verdict', 'head', 'sources', ''], chains.map(chainRow)));
  if (layers.length > 0) parts.push(titled(['layer', 'nodes that are well'], layers.map(layerRow)));
  parts.push(incidentText(status));
  parts.push(`Watching: ${watchers.seen ?? 'not known'} of ${watchers.expected}.`);
  parts.push(pagingText(status));
  const must = heartbeatsText(status.heartbeats, at);
  if (must !== undefined) parts.push(must);
  const notes = [...unanswered.map((line) => `? ${line}`), ...standing.map((line) => `- ${line}`)];
  if (notes.length > 0) parts.push(notes.join('\n'));
  return parts.join('\n\n');
};
