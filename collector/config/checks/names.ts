/** Names: unique where one label space is shared, and known where one refers to another. */
import { knownChains } from '../../policy/chains.ts';
import { closest } from '../read/closest.ts';
import type { Path } from '../read/faultPath.ts';
import { pathText } from '../read/faultPath.ts';
import { fleetSchema } from '../schema.ts';
import { listed } from '../words.ts';
import { type CheckContext, placed, quoted } from './draft.ts';

const firstUse = (fault: CheckContext['fault'], what: string) => {
  const seen = new Map<string, string>();
  return (at: Path, name: string | undefined): void => {
    if (name === undefined) return;
    const before = seen.get(name);
    if (before) fault(at, what, `"${name}", as in ${before}`);
    else seen.set(name, pathText(at));
  };
};

/** Targets share the label `target`, vantages the label `vantage`; a chain is known by name or declared. */
export const checkNames = (context: CheckContext): void => {
  const { draft, fault } = context;
  const declared = Object.keys(draft.chains ?? {});
  const chains = [...Object.keys(knownChains), ...declared];
  const target = firstUse(fault, 'a name that no other node, reference or edge has');
  const used = new Set<string>();

  for (const section of ['nodes', 'references', 'edges'] as const) {
    for (const [index, { name, chain }] of placed<{ name?: string | undefined; chain?: string | undefined }>(
      draft[section],
    )) {
      target([section, index, 'name'], name);
      if (chain === undefined) continue;
      used.add(chain);
      if (!chains.includes(chain)) {
        const near = closest(chain, chains);
        const hint = near ? `; did you mean "${near}"?` : '';
        fault(
          [section, index, 'chain'],
          `a chain known by name (${listed(chains, 'or')}) or declared under chains${hint}`,
        );
      }
    }
  }

  const heartbeat = firstUse(fault, 'a name that no other heartbeat has');
  for (const [index, { name }] of placed(draft.heartbeats)) heartbeat(['heartbeats', index, 'name'], name);

  const feed = firstUse(fault, 'a name that no other feed has');
  for (const [index, { name, chain }] of placed(draft.feeds)) {
    feed(['feeds', index, 'name'], name);
    // Messages are matched with the blocks of someone who is asked.
    if (chain !== undefined && !used.has(chain)) {
      fault(['feeds', index, 'chain'], `a chain that a node, reference or edge is on (${quoted([...used])})`);
    }
  }

  for (const [index, { chain, client, before, arbos }] of placed(draft.upgrades)) {
    const at = ['upgrades', index];
    if (chain === undefined && client === undefined && context.given([...at, 'chain']) === undefined)
      fault(at, 'chain or client: whom it is for', 'neither chain nor client');
    if (before === undefined && arbos === undefined && context.given([...at, 'before']) === undefined)
      fault(at, 'before, or arbos for one that the chain has scheduled', 'neither before nor arbos');
    if (chain !== undefined && !used.has(chain))
      fault([...at, 'chain'], `a chain that a node, reference or edge is on (${quoted([...used])})`);
  }

  for (const name of declared) {
    if (Object.hasOwn(knownChains, name)) {
      fault(['chains', name], 'a name that headwatch does not know already', `the known chain "${name}"`);
    }
  }
  for (const name of Object.keys(draft.policy ?? {})) {
    if (!used.has(name)) {
      const expected = `a chain that a node, reference or edge is on (${quoted([...used])})`;
      fault(['policy', name], expected, 'a chain that nothing is on');
    }
  }

  const vantage = firstUse(fault, 'a vantage of its own');
  vantage(['vantage'], draft.vantage);
  const scrape = firstUse(fault, 'an address of its own');
  for (const [index, item] of placed(draft.vantages)) {
    vantage(['vantages', index, 'name'], item.name);
    scrape(['vantages', index, 'scrape'], item.scrape);
  }
  checkListeners(context);
};

const checkListeners = ({ draft, fault, kinds }: CheckContext): void => {
  const usual = fleetSchema(kinds).parse({ service: { name: 'any' }, vantage: 'any' });
  const listener = firstUse(fault, 'an address of its own');
  const addresses: readonly (readonly [Path, string | undefined])[] = [
    [['collector', 'listen'], draft.collector?.listen ?? usual.collector.listen],
    [['router', 'listen'], draft.router?.listen ?? usual.router.listen],
    [['router', 'public'], draft.router?.public ?? usual.router.public],
    [['sidecar', 'listen'], draft.sidecar?.listen ?? usual.sidecar.listen],
    ...placed(draft.vantages).map(([index, item]) => [['vantages', index, 'scrape'], item.scrape] as const),
  ];
  for (const [at, address] of addresses) {
    if (address === undefined) continue;
    // Port 0 asks the system for a free one, so two of them do not collide.
    const port = Number(address.split(':')[1]);
    if (port > 65_535) fault(at, 'a port of at most 65535');
    else if (at[0] !== 'vantages' && port > 0) listener(at, address);
  }
};
