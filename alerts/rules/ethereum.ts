/** Alerts about Ethereum's own clients: what their verdicts do not show, because they answer, and at the head. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { ethereumLimits } from '../../collector/policy/ethereum.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { figure } from './expressions.ts';
import { serving } from './node.ts';

const { elOffline, optimistic, finalityLag, blobMisses, peers, reorgs, reorgDepth, pairState } = metrics;

/** All of it is scraped every 15 s. */
const slowStep = 15;

type ClientText = Pick<AlertDef, 'summary' | 'description' | 'impact' | 'action' | 'when' | 'for' | 'expr'>;

const clientAlert = <const N extends string>(name: N, text: ClientText): AlertDef<N> =>
  defineAlert({
    name,
    severity: 'warning',
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'node:{{ $labels.target }}',
    region: '{{ $labels.region }}',
    ...text,
  });

const runs = (fleet: Fleet, kinds: readonly string[]): boolean =>
  fleet.nodes.some((node) => node.state === 'serving' && kinds.includes(node.kind));
/** Faster chains are not asked for each block. */
const slowEvm = (fleet: Fleet): boolean =>
  fleet.nodes.some(
    ({ kind, state, chain }) => kind === 'evm' && state === 'serving' && (fleet.chains[chain]?.blockTime ?? 0) >= 1,
  );
const consensus = (fleet: Fleet): boolean => runs(fleet, ['ethereum-consensus']);

export const ExecutionOffline = clientAlert('ExecutionOffline', {
  expr: (fleet) => `max by ${by(elOffline, 'target', 'region', 'chain')} (${sel(elOffline, serving(fleet))}) == 1`,
  for: ethereumLimits.executionOffline,
  summary: 'A consensus node has lost its execution client.',
  description: `{{ $labels.target }} in {{ $labels.region }} has said for ${ethereumLimits.executionOffline} s or more that its execution client is offline.`,
  impact: 'The execution node behind it gets no new blocks: who reads from it will soon read an old head.',
  action:
    'See whether the execution client runs; if it does, compare the engine port and the JWT secret on both sides.',
  when: consensus,
});

export const ConsensusOptimistic = clientAlert('ConsensusOptimistic', {
  expr: (fleet) => `max by ${by(optimistic, 'target', 'region', 'chain')} (${sel(optimistic, serving(fleet))}) == 1`,
  for: ethereumLimits.optimistic,
  summary: 'A consensus node follows blocks that nobody has verified.',
  description: `{{ $labels.target }} in {{ $labels.region }} has been optimistic for ${ethereumLimits.optimistic} s or more: its execution client has not verified the head that it tells.`,
  impact: 'None at the head; but what it calls the chain may be one that does not hold.',
  action: 'Look at the execution client that it drives: it syncs, is overloaded, or does not answer the engine API.',
  when: consensus,
});

/** At least two consensus nodes, all of them: then it is the chain. */
const chainLags = (fleet: Fleet): string => {
  const match = serving(fleet);
  const on = by(finalityLag, 'chain');
  return `(
  min by ${on} (${sel(finalityLag, match)}) >= ${ethereumLimits.finalityEpochs}
    and on ${on}
  count by ${on} (${sel(finalityLag, match)}) >= 2
)`;
};

export const FinalityLagging = defineAlert({
  name: 'FinalityLagging',
  severity: 'warning',
  group: 'slow',
  expr: chainLags,
  for: ethereumLimits.finalityFor,
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: 'Nothing on Ethereum becomes final.',
  description: `Every consensus node of ours on {{ $labels.chain }} says that the last finalized epoch is too old.${figure(' Epochs since then: ', `min(${sel(finalityLag, { chain: '$' })})`, 'chain', '.')}`,
  impact: 'Heads go on. What waits for finality waits: deposits, withdrawals, and the finalized block of Arbitrum.',
  action: 'Read what the client teams say, and restart nothing: it is the network, unless all of ours run one client.',
  when: (fleet) =>
    fleet.nodes.filter(({ kind, state }) => kind === 'ethereum-consensus' && state === 'serving').length >= 2,
});

export const NodeFinalityLagging = clientAlert('NodeFinalityLagging', {
  expr: (
    fleet,
  ) => `max by ${by(finalityLag, 'target', 'region', 'chain')} (${sel(finalityLag, serving(fleet))}) >= ${ethereumLimits.finalityEpochs}
  unless on ${by(finalityLag, 'chain')}
${chainLags(fleet)}`,
  for: ethereumLimits.finalityFor,
  summary: 'One consensus node does not finalize.',
  description: `{{ $labels.target }} in {{ $labels.region }} calls an epoch final that is too old, and no other consensus node of ours agrees.${figure(' Epochs since then: ', `max(${sel(finalityLag, { target: '$' })})`, 'target', '.')}`,
  impact: 'Who reads the finalized block through it reads an old one; its head may be on a fork of its own.',
  action: 'Compare its head root with another node and with an explorer; if it differs, resync it from a checkpoint.',
  when: consensus,
});

export const BlobsMissing = clientAlert('BlobsMissing', {
  expr: (fleet) =>
    `max by ${by(blobMisses, 'target', 'region', 'chain')} (${sel(blobMisses, serving(fleet))}) >= ${ethereumLimits.blobMisses}`,
  summary: 'A consensus node does not hold the blobs of recent batches.',
  description: `{{ $labels.target }} in {{ $labels.region }} has not served every blob of a recent Arbitrum batch. Fetches in a row: {{ $value | printf "%.0f" }}.`,
  impact: 'None while the feed brings the head; an Arbitrum node that must read its batches here stands still.',
  action: 'Make it keep all data columns (Lighthouse --supernode, Prysm --semi-supernode), or point Nitro elsewhere.',
  when: consensus,
});

export const PeersFew = clientAlert('PeersFew', {
  expr: (fleet) =>
    `min by ${by(peers, 'target', 'region', 'chain')} (${sel(peers, serving(fleet))}) < ${ethereumLimits.peers}`,
  for: ethereumLimits.peersFor,
  summary: 'A node has hardly any peers.',
  description: `{{ $labels.target }} in {{ $labels.region }} has had fewer than ${ethereumLimits.peers} peers for ${ethereumLimits.peersFor / 60} minutes or more. Peers now: {{ $value | printf "%.0f" }}.`,
  impact: 'None yet: but it will fall behind, or follow whatever its few peers tell it.',
  action: 'See that its p2p port is open for TCP and UDP, and that its address and its clock are right.',
  when: (fleet) => runs(fleet, ['ethereum-consensus', 'ethereum-execution', 'evm']),
});

export const ReorgDeep = clientAlert('ReorgDeep', {
  expr: (fleet) =>
    `max by ${by(reorgs, 'target', 'region', 'chain')} (increase(${sel(reorgs, { ...serving(fleet), size: 'deep' })}${window(ethereumLimits.reorgShown / slowStep, slowStep)})) > 0`,
  summary: 'A node has taken back several blocks.',
  description: `{{ $labels.target }} in {{ $labels.region }} has reorganised ${ethereumLimits.deepReorg} blocks or more within the last ${ethereumLimits.reorgShown} s.${figure(' The last time it took back ', `max(${sel(reorgDepth, { target: '$' })})`, 'target', ' blocks.')}`,
  impact: 'Who acted on a block that was taken back has to act again; batches of Arbitrum may come anew.',
  action: 'See whether the other nodes did the same: then it was the chain. One alone had been on a fork of its own.',
  when: (fleet) => runs(fleet, ['ethereum-consensus', 'ethereum-execution']) || slowEvm(fleet),
});

export const PairBroken = clientAlert('PairBroken', {
  expr: (fleet) =>
    `max by ${by(pairState, 'target', 'region', 'chain')} (${sel(pairState, { ...serving(fleet), state: ['engine_broken', 'apart'] })}) == 1`,
  for: ethereumLimits.pairBroken,
  summary: 'An execution node and its consensus node are apart.',
  description: `{{ $labels.target }} in {{ $labels.region }} and the consensus node that drives it both answer, and have not followed the same chain together for ${ethereumLimits.pairBroken} s or more.`,
  impact: 'The execution node stands still, or soon will: who reads from it gets 200 with an old head.',
  action: 'Look at the engine API between the two: address, port 8551, JWT secret, and the versions for the next fork.',
  when: (fleet) => fleet.nodes.some((node) => node.state === 'serving' && node.beacon !== undefined),
});
