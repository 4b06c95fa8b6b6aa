/** Members read pools by their names at Cloudflare: one that is called as a machine tells strangers how machines are called. */
import type { PoolNames } from '../../exporters/cloudflare/rest/readPosture.ts';
import type { PostureAdvice } from './posture.ts';

interface Named {
  readonly name: string;
}

export const poolsNamedAsMachines = (
  { nodes, hosts = [] }: { readonly nodes: readonly Named[]; readonly hosts?: readonly Named[] | undefined },
  pools: readonly PoolNames[],
): readonly PostureAdvice[] => {
  const ours = new Set([...nodes, ...hosts].map(({ name }) => name));
  return pools
    .filter(({ name, origins }) => ours.has(name) || origins.includes(name))
    .map(({ name }) => ({
      subject: `pool:${name}`,
      finding: 'pool_named_as_machine',
      costSeconds: null,
      text: 'it is called as one of your machines, and the public pages say the names of pools.',
    }));
};
