/** Runs a slow probe of one node against answers that a test gives, and shows what then stands in the registry. */
import type { FailureReason } from '../../../../collector/catalogue/labels.ts';
import { knownChains } from '../../../../collector/policy/chains.ts';
import type { Asker, NodeHints, Parse, SlowProbe } from '../../../../collector/probe/api.ts';
import { createProbeRunner, type ProbeRun } from '../../../../collector/probe/runner.ts';
import { createRegistry } from '../../../../collector/registry/registry.ts';
import { reasonOfRpcError } from '../../../../collector/rpc/classify.ts';
import { failed, mapObservation, type Observation } from '../../../../collector/rpc/observation.ts';
import { fleetNode } from './node.ts';

/** What a node answers to a method: a result, or an error by its code. */
export type Answer =
  | { readonly result: unknown }
  | { readonly error: number; readonly message?: string }
  | { readonly failure: FailureReason };

export interface Says {
  /** Its page of metrics; undefined: refused. */
  readonly page?: string | undefined;
  /** Method, or `method first-parameter`, → answer. Anything else does not exist. */
  readonly rpc?: Readonly<Record<string, Answer>>;
}

const timing = { sentWall: 0, sentMono: 0, receivedMono: 0 };
const good = <T>(value: T): Observation<T> => ({ ok: true, value, ...timing });

const asAsker = (says: () => Says, asked: string[]): Asker => ({
  rpc: async <T>(method: string, params: readonly unknown[], _deadline: number, parse?: Parse<T>) => {
    asked.push(method);
    const { rpc = {} } = says();
    const answer = rpc[`${method} ${params[0]}`] ?? rpc[method] ?? { error: -32_601 };
    if ('failure' in answer) return failed(answer.failure, timing);
    if ('error' in answer) return failed(reasonOfRpcError(answer.error, answer.message), timing);
    // One implementation serves both signatures, as the collector's own does.
    return (parse ? mapObservation(good(answer.result), parse) : good(answer.result)) as Observation<T>;
  },
  get: async () => failed('refused', timing),
  text: async () => {
    const { page } = says();
    return page === undefined ? failed('refused', timing) : good(page);
  },
});

const shown = new Set(['target', 'role', 'chain', 'region', 'vantage']);

/** `name{own labels}` → value of every series but those of the runner itself. */
const valuesIn = (page: string): Record<string, number> =>
  Object.fromEntries(
    page.split('\n').flatMap((line): [string, number][] => {
      const match = /^(\w+)\{(.*)\} (\S+)$/.exec(line);
      if (!match || line.startsWith('headwatch_probe_')) return [];
      const own = (match[2] ?? '').split(',').filter((pair) => !shown.has(pair.split('=')[0] ?? ''));
      return [[own.length > 0 ? `${match[1]}{${own.join(',')}}` : (match[1] ?? ''), Number(match[3])]];
    }),
  );

export const probing = (probe: SlowProbe) => {
  const registry = createRegistry(['slow']);
  const hints: NodeHints = {};
  const asked: string[] = [];
  let says: Says = {};
  let last: ProbeRun | undefined;
  let text = '';
  const ask = asAsker(() => says, asked);
  const labels = { target: 'one', role: 'node', chain: 'arbitrum-one', region: 'eu', vantage: 'eu' } as const;
  const context = { node: fleetNode, chain: knownChains['arbitrum-one'], labels, ask, ownMetrics: ask, hints };
  const run = createProbeRunner(probe, context, registry);
  return {
    hints,
    /** Methods in the order that they were asked. */
    asked,
    run: async (given: Says): Promise<void> => {
      says = given;
      last = await run();
      text = await registry.render('slow');
    },
    values: () => valuesIn(text),
    last: () => last,
  };
};
