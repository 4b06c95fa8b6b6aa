/** What `check --probe` found, for a person: the sources, the layers, what each loss costs, and who is faster. */
import { type Layer, layerName, layersOf, layerWords } from '../../collector/config/advice/layers.ts';
import { type Loss, lossesOf } from '../../collector/config/advice/losses.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { cloudflareMonitor, type MonitorName, type Reaction, reactionsOf } from '../../collector/policy/balancer.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { secondsText } from '../live/words.ts';
import { table } from '../table.ts';
import { type PostureReport, showPosture } from './posture.ts';
import type { ProbeLine } from './probe.ts';

export interface ReactionLine extends Reaction {
  readonly chain: string;
  readonly monitor: MonitorName;
}

/** What `check --probe --json` adds. */
export interface ProbeReport {
  readonly sources: readonly ProbeLine[];
  /** Of each edge and of each layer of a chain, with the nodes that answered and are level. */
  readonly layers: readonly Layer[];
  readonly losses: readonly Loss[];
  readonly reactions: readonly ReactionLine[];
  /** What the settings at Cloudflare cost; absent where it is not asked. */
  readonly posture?: PostureReport;
}

const monitors = Object.keys(cloudflareMonitor) as MonitorName[]; // a literal's own keys

const reactionLines = (fleet: Fleet): readonly ReactionLine[] => {
  const chains = new Set(fleet.edges.filter(({ audience }) => audience === 'members').map(({ chain }) => chain));
  return [...chains].flatMap((chain) => {
    const ladder = fleet.ladders[chain];
    if (!ladder) return [];
    return monitors.flatMap((monitor) =>
      reactionsOf(ladder, cloudflareMonitor[monitor]).map((reaction) => ({ ...reaction, chain, monitor })),
    );
  });
};

/** As far behind as makes a node `lagging`. */
const isBehind = (fleet: Fleet, { chain, behindSeconds }: ProbeLine): boolean => {
  const lagging = fleet.ladders[chain]?.lagging;
  return behindSeconds !== null && lagging !== undefined && behindSeconds >= lagging;
};

export const reportProbe = (fleet: Fleet, sources: readonly ProbeLine[], posture?: PostureReport): ProbeReport => ({
  ...(posture && { posture }),
  sources,
  layers: layersOf(
    fleet,
    new Set(sources.filter((line) => line.answers && !isBehind(fleet, line)).map(({ name }) => name)),
  ),
  losses: lossesOf(fleet),
  reactions: reactionLines(fleet),
});

const methodsText = ({ methods, answers }: ProbeLine): string => {
  const missing = Object.entries(methods).flatMap(([name, has]) => (has === false ? [name] : []));
  const unsure = Object.entries(methods).flatMap(([name, has]) => (has === null ? [name] : []));
  if (!answers || Object.keys(methods).length === 0) return '-';
  return (
    [
      ...(missing.length > 0 ? [`no ${missing.join(', ')}`] : []),
      ...(unsure.length > 0 ? [`? ${unsure.join(', ')}`] : []),
    ].join('; ') || 'all'
  );
};

const sourceRow = (line: ProbeLine): readonly string[] => [
  line.name,
  line.kind,
  line.chain,
  line.answers ? `${line.milliseconds ?? '?'} ms` : 'NO',
  line.head === null ? '-' : String(line.head),
  secondsText(line.behindSeconds),
  line.client ?? '-',
  methodsText(line),
  [...(line.state === null || line.state === 'serving' ? [] : [line.state]), line.note].join(' ').trim(),
];

const whatWords = { no_answer: 'a node stops answering', stall: 'its head stops' } as const;
const reactionRow = ({ chain, monitor, what, check, moved, bad, page, pageFirst }: ReactionLine): readonly string[] => [
  chain,
  whatWords[what],
  `${cloudflareMonitor[monitor].intervalSeconds} s (${monitor})`,
  formatSeconds(check),
  formatSeconds(moved),
  formatSeconds(bad),
  formatSeconds(page),
  pageFirst ? 'a page may come before failover' : 'failover comes first',
];

export const showProbe = ({ sources, layers, losses, reactions, posture }: ProbeReport): string => {
  const parts = [
    `Sources, each asked once\n${table([['name', 'kind', 'chain', 'answers', 'head', 'behind', 'client', 'methods', 'note'], ...sources.map(sourceRow)])}`,
  ];
  if (layers.length > 0) {
    const words = layers.map((layer) => [layerName(layer), layerWords(layer.have, layer.total, layer.spare)]);
    parts.push(`Layers, with the nodes that answered and are level\n${table(words)}`);
  }
  if (losses.length > 0) {
    const rows = losses.map(({ what, costs, single }) => [single ? '!!' : '', what, costs.join('; ')]);
    parts.push(`What the loss of each thing costs (!! is a single point of failure)\n${table(rows)}`);
  }
  if (reactions.length > 0) {
    const heading = ['chain', 'when', 'monitor interval', 'check 503', 'moved by', 'bad from', 'page at', ''];
    parts.push(
      `The balancer beside the ladder, at the latest, where one node serves a region\n${table([heading, ...reactions.map(reactionRow)])}`,
    );
  }
  if (posture) parts.push(showPosture(posture));
  return parts.join('\n\n');
};
