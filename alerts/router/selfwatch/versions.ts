/**
 * The version that each node runs, and when it changed: a first question after trouble. A change is told to PagerDuty as
 * context and to operators in their digest; it rings nobody. What is not known is no change.
 */
import { z } from 'zod';
import type { View } from '../../../collector/view.ts';
import { type ChangeSources, oweChange } from './changes.ts';

export interface VersionChange {
  readonly node: string;
  readonly from: string;
  readonly to: string;
  /** When the new one was first seen, Unix seconds. */
  readonly at: number;
}

/** A version counts once it was seen for this long without another: a name that two machines share has two. Seconds. */
const settles = 60;
const kept = 20;
const longest = 120;

const changeSchema = z.object({ from: z.string(), to: z.string(), at: z.number() });
const knownSchema = z.object({ version: z.string(), changes: z.array(changeSchema) });
type Known = z.output<typeof knownSchema>;

const keyOf = (node: string): string => `version:${node}`;

const read = ({ store }: Pick<ChangeSources, 'store'>, node: string): Known | undefined => {
  const text = store.read(keyOf(node));
  if (text === undefined) return undefined;
  const known = knownSchema.safeParse(JSON.parse(text)); // written by `write` only
  return known.success ? known.data : undefined;
};

const write = ({ store }: Pick<ChangeSources, 'store'>, node: string, known: Known): void =>
  store.write(keyOf(node), JSON.stringify(known));

/** Changes since a time, oldest first. */
export const versionChanges = (
  { fleet, store }: Pick<ChangeSources, 'fleet' | 'store'>,
  since: number,
): readonly VersionChange[] =>
  fleet.nodes
    .flatMap(({ name }) => (read({ store }, name)?.changes ?? []).map((change) => ({ node: name, ...change })))
    .filter(({ at }) => at >= since)
    .toSorted((a, b) => a.at - b.at);

export interface Versions {
  /** Looks at what nodes say now; undefined: nobody knows. @throws when the store cannot write */
  look(view: View | undefined): void;
}

export const createVersions = (sources: ChangeSources): Versions => {
  const { store, now } = sources;
  const seen = new Map<string, { readonly version: string; readonly since: number }>();

  const settled = (node: string, version: string, since: number): void => {
    const known = read(sources, node);
    if (known?.version === version) return;
    if (!known) {
      write(sources, node, { version, changes: [] });
      return;
    }
    const change = { from: known.version, to: version, at: since };
    store.transaction(() => {
      write(sources, node, { version, changes: [...known.changes, change].slice(-kept) });
      const key = `version:${node}:${Math.floor(since)}`;
      oweChange(sources, key, `${node} runs ${version}, before ${known.version}`, { node, ...change });
    });
  };

  return {
    look: (view) => {
      for (const { name, clientVersion } of view?.nodes ?? []) {
        if (clientVersion === null) continue;
        const version = clientVersion.replaceAll(/\s+/g, ' ').slice(0, longest);
        const last = seen.get(name);
        const since = last?.version === version ? Math.min(last.since, now()) : now();
        seen.set(name, { version, since });
        if (now() - since >= settles) settled(name, version, since);
      }
    },
  };
};
