/** Three short things to do: two from the cause, or from the alert while it is not known, and where the proof stands. */
import type { Cause } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Incident, StoredAlert } from '../router/incident.ts';
import { cut } from './card.ts';
import { blamedNodes } from './causeLine.ts';
import type { IncidentFacts, NodeFact } from './facts.ts';
import { isFineAgain } from './impactLine.ts';

const programs: Readonly<Record<string, string>> = {
  'arbitrum-nitro': 'nitro',
  'ethereum-execution': 'the execution client',
  'ethereum-consensus': 'the consensus client',
};

const nodeSteps = (incident: Incident, node: NodeFact, shared: boolean): readonly string[] => {
  const drain = shared
    ? `disable pool ${incident.region} in the load balancer`
    : `take ${node.name} out of the load balancer`;
  const mend: Readonly<Partial<Record<NodeFact['verdict'], string>>> = {
    syncing: `leave ${node.name} to catch up if it gains`,
    lagging: `look at load, disk and feed of ${node.name}`,
    wrong_chain: `mend the chain configuration of ${node.name}`,
    diverged: `keep ${node.name} out; compare its version and database`,
  };
  return [drain, mend[node.verdict] ?? `restart ${programs[node.kind] ?? 'the node'} on ${node.name}`];
};

const causeSteps: Readonly<Partial<Record<Cause, readonly [string, string]>>> = {
  own_l1: ['mend our L1 node', 'point the Nitro nodes at a spare L1 endpoint'],
  blob_path: ['see that the beacon node serves blobs', 'give the Nitro nodes a second beacon URL'],
  feed: ['see what the node says of its feed sources', 'give it a second feed URL or a local relay'],
  batch_poster: ["read the chain's status page", 'restart nothing: our nodes follow the feed'],
  l1_finality: ['read what Ethereum clients say of finality', 'restart nothing'],
  l1_edge: ['point the Nitro nodes at a spare L1 endpoint', 'look at the load balancer of the L1 edge'],
  edge: ['look at pools, firewall and limits in Cloudflare', 'ask the nodes directly: they are well'],
  network: ['see what Cloudflare says of the region', 'ask the edge from another network'],
  upstream_chain: ["read the chain's status page", 'tell members that it is not us; restart nothing'],
};

/** The clauses of an alert's own action. */
const actionSteps = (action: string): readonly string[] =>
  action
    .split(/[;.]\s+|[;.]$/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1));

const outages: readonly string[] = ['EdgeDown', 'JourneyFailing', 'InternalEdgeDown'];

/** `1 disable pool eu in the load balancer`, `2 restart nitro on arb-eu`, `3 headwatch explain arb-eu`: a line each. */
export const stepsLine = (
  incident: Incident,
  top: StoredAlert | undefined,
  facts: IncidentFacts,
  fleet: Fleet,
): string => {
  const latest = incident.causes.at(-1);
  const [node] = latest ? blamedNodes(latest, facts) : [];
  const edge = fleet.edges.find(({ name }) => incident.scope === `edge:${name}`);
  const known = isFineAgain(facts)
    ? ['nothing now: see that it stays so', 'confirm the cause when you are awake']
    : latest && outages.includes(incident.headline)
      ? latest.cause === 'own_node' && node
        ? nodeSteps(incident, node, Object.keys(edge?.regions ?? {}).length > 1)
        : causeSteps[latest.cause]
      : undefined;
  const steps = (known ?? actionSteps(top?.annotations.action ?? '')).slice(0, 2).map((step) => cut(step, 160));
  const explain = `\`headwatch explain ${cut(node?.name ?? top?.labels.target ?? incident.headline, 60)}\``;
  return [...steps, explain].map((step, index) => `${index + 1} ${step}`).join('\n');
};
