/**
 * What a parent chain, and that through which a node reads it, mutes at its children. `equal` compares one label with
 * itself and cannot say "a child of", so who is whose child is spelled out from fleet.yaml.
 */
import type { Fleet, FleetEdge, FleetNode } from '../../collector/config/fleet.ts';
import { childrenOf, descendantChains, nodesOfEdge } from '../../collector/config/graph.ts';
import type { AlertName } from '../rules/index.ts';
import type { Mute } from './mute.ts';

/** What a node says of blobs that it cannot read. */
const blobSymptoms = ['NodeBlobPathBroken', 'NodeBatchesBehind', 'NodeTagsFrozen'] as const satisfies AlertName[];
/** What it says of a parent chain that it cannot read at all. */
const l1Symptoms = ['NodeL1PathBroken', ...blobSymptoms] as const satisfies AlertName[];
/** A node of which nothing new is to be had. One that merely lags still says everything, a little later. */
const gone = ['NodeUnreachable', 'NodeWrongChain', 'NodeStalled', 'NodeSyncing'] as const satisfies AlertName[];

const namesOf = (nodes: readonly FleetNode[]): readonly string[] => nodes.map(({ name }) => name);

/** In an edge of several regions each one fails for itself, and so for the children in it alone. */
const edgeMutes = (fleet: Fleet, edge: FleetEdge): readonly Mute[] => {
  const children = childrenOf(fleet, `edge:${edge.name}`);
  const regions = Object.keys(edge.regions);
  const one = (region: string | undefined): Mute => ({
    source: edge.audience === 'members' ? 'EdgeDown' : 'InternalEdgeDown',
    sourceOf: { target: [edge.name], ...(region === undefined ? {} : { region: [region] }) },
    targets: l1Symptoms,
    targetsOf: { target: namesOf(children.filter((child) => region === undefined || child.region === region)) },
    equal: [],
    why: 'who reads L1 through an edge that is down sees neither its batches nor what is final',
  });
  return regions.length > 1 ? regions.map(one) : [one(undefined)];
};

/** Children that have no other way to L1 than this node: its own, and those of an edge behind which it is alone. */
const dependents = (fleet: Fleet, { name }: FleetNode): readonly FleetNode[] => [
  ...childrenOf(fleet, `node:${name}`),
  ...fleet.edges
    .filter((edge) => nodesOfEdge(edge).every((each) => each === name))
    .flatMap((edge) => childrenOf(fleet, `edge:${edge.name}`)),
];

const nodeMutes = (fleet: Fleet, node: FleetNode): readonly Mute[] => {
  const target = namesOf(dependents(fleet, node));
  const mute = (source: AlertName, of: string, targets: readonly AlertName[], why: string): Mute => ({
    source,
    sourceOf: { target: [of] },
    targets,
    targetsOf: { target },
    equal: [],
    why,
  });
  const { beacon } = node;
  return [
    ...gone.map((source) => mute(source, node.name, l1Symptoms, 'its children have no other way to L1')),
    ...(beacon === undefined
      ? []
      : [...gone, 'BlobsMissing' as const].map((source) =>
          mute(source, beacon, blobSymptoms, 'its children have no other source of blobs'),
        )),
  ];
};

/** What the parent chain itself does shows on every chain above it. */
const chainMutes = (fleet: Fleet, chain: string): readonly Mute[] => {
  const above = descendantChains(fleet, chain);
  const mute = (source: AlertName, targets: readonly AlertName[], why: string): Mute => ({
    source,
    sourceOf: { chain: [chain] },
    targets,
    targetsOf: { chain: above },
    equal: [],
    why,
  });
  return [
    mute(
      'ChainHalted',
      ['BatchPosterStopped', 'NodeTagsFrozen'],
      'no batch can be posted to a chain that stands still',
    ),
    mute('FinalityLagging', ['NodeTagsFrozen'], 'nothing is final here that is not final on L1'),
  ];
};

export const parentMutes = (fleet: Fleet): readonly Mute[] =>
  [
    ...fleet.edges.flatMap((edge) => edgeMutes(fleet, edge)),
    ...fleet.nodes.filter(({ layer }) => layer === 'execution').flatMap((node) => nodeMutes(fleet, node)),
    ...Object.keys(fleet.chains).flatMap((chain) => chainMutes(fleet, chain)),
  ].filter(({ targetsOf = {} }) => Object.values(targetsOf).every((values) => values.length > 0));
