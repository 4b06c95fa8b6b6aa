/**
 * Asks what each zone's plan gives, at first sight and every six hours. A dataset whose settings are refused is asked for
 * alone, so that one that a plan does not know hides nothing of the others.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Kind, visit } from 'graphql';
import { z } from 'zod';
import { assumed, type NodeSettings, type SettingsByNode, settingsSchema, zonesAtOnce } from './capability.ts';
import type { CloudflareClient } from './client.ts';
import type { Clock } from './clock.ts';
import type { Node } from './datasets/model.ts';
import { SettingsDocument } from './documents/documents.ts';
import type { CloudflareError } from './errors.ts';
import { readAnswer } from './fetchPages.ts';

export const nodes = [
  'httpRequestsAdaptiveGroups',
  'firewallEventsAdaptiveGroups',
  'loadBalancingRequestsAdaptiveGroups',
  'healthCheckEventsAdaptiveGroups',
] as const satisfies readonly Node[];

/** Milliseconds. */
const every = 6 * 3_600_000;
/** After a refusal, or an answer that does not say: permissions are given by hand, and we should notice. */
const soon = 30 * 60_000;

/** Not said by settings themselves, but concluded from their refusal. */
const refusedByPlan: NodeSettings = { enabled: false };

/** The document for some of the datasets alone. */
export const settingsFor = (
  kept: readonly Node[],
): TypedDocumentNode<unknown, { readonly zones: readonly string[] }> => {
  const left: ReadonlySet<string> = new Set(nodes.filter((node) => !kept.some((each) => each === node)));
  const pruned = visit(SettingsDocument, {
    Field: (field) => (left.has(field.name.value) && field.kind === Kind.FIELD ? null : undefined),
  });
  // It has lost fields of its answer, which is read as unknown.
  return pruned as unknown as TypedDocumentNode<unknown, { readonly zones: readonly string[] }>;
};

export interface ZoneSettings {
  /** A node that is absent could not be asked. */
  readonly byNode: SettingsByNode;
  /** Why one is absent. */
  readonly error: CloudflareError | undefined;
}

export interface Settings {
  /** Asks for those that are due. @returns zones that were asked for anew */
  readonly refresh: (zones: readonly string[], signal: AbortSignal) => Promise<readonly string[]>;
  readonly of: (zone: string) => ZoneSettings | undefined;
}

const byNodeSchema = z.record(z.string(), settingsSchema.nullish());

export const createSettings = (
  client: CloudflareClient,
  clock: Clock,
  tell: { readonly budget: (left: number) => void; readonly error: (error: CloudflareError) => void },
): Settings => {
  const known = new Map<string, ZoneSettings & { readonly due: number }>();

  /** Settings of some nodes for some zones; what fails as a whole is asked for in parts. */
  const ask = async (
    zones: readonly string[],
    kept: readonly Node[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ZoneSettings>> => {
    const { data, errors } = await client.graphql(settingsFor(kept), { zones }, signal);
    for (const error of errors) tell.error(error);
    const answer = readAnswer(data, errors);
    if (answer.budget !== undefined) tell.budget(answer.budget);
    const { error } = answer;
    const divisible =
      error !== undefined && ['plan', 'bug', 'auth', 'too_expensive'].includes(error.kind) && !error.token;
    if (divisible && zones.length > 1) {
      const middle = Math.ceil(zones.length / 2);
      return new Map([
        ...(await ask(zones.slice(0, middle), kept, signal)),
        ...(await ask(zones.slice(middle), kept, signal)),
      ]);
    }
    if (error && divisible && kept.length > 1) {
      const alone = await Promise.all(kept.map((node) => ask(zones, [node], signal)));
      return new Map(zones.map((zone) => [zone, joined(alone.map((each) => each.get(zone)))]));
    }
    return new Map(zones.map((zone) => [zone, error ? refused(kept, error) : read(zone, kept, answer)]));
  };

  /** A refusal of the settings themselves says nothing of the data: what is not forbidden is tried. */
  const refused = (kept: readonly Node[], error: CloudflareError): ZoneSettings =>
    error.kind === 'plan' || error.kind === 'bug'
      ? {
          byNode: Object.fromEntries(kept.map((node) => [node, error.kind === 'plan' ? refusedByPlan : assumed])),
          error: undefined,
        }
      : { byNode: {}, error };

  const read = (zone: string, kept: readonly Node[], answer: ReturnType<typeof readAnswer>): ZoneSettings => {
    const own = answer.zones.get(zone);
    // A zone that the token does not see is not in the answer.
    if (!own || own.error) return refused(kept, own?.error ?? { kind: 'auth' });
    const shape = byNodeSchema.safeParse(own.fields.settings ?? {});
    if (!shape.success) return refused(kept, { kind: 'bug' });
    // Only `enabled: false` says that the plan lacks it; what is left out says nothing.
    const settings = kept.map((node): readonly [Node, NodeSettings] => [node, shape.data[node] ?? assumed]);
    return { byNode: Object.fromEntries(settings), error: undefined };
  };

  /** What was known of the nodes of which an answer does not say anything. */
  const unsaid = (now: SettingsByNode, before: SettingsByNode): SettingsByNode =>
    Object.fromEntries(
      nodes.flatMap((node) => (now[node] === assumed && before[node] ? [[node, before[node]] as const] : [])),
    );

  const joined = (parts: readonly (ZoneSettings | undefined)[]): ZoneSettings => ({
    byNode: Object.assign({}, ...parts.map((part) => part?.byNode)),
    error: parts.find((part) => part?.error)?.error,
  });

  return {
    of: (zone) => known.get(zone),
    refresh: async (zones, signal) => {
      const due = zones.filter((zone) => (known.get(zone)?.due ?? Number.NEGATIVE_INFINITY) <= clock.mono());
      const renewed: string[] = [];
      for (let place = 0; place < due.length; place += zonesAtOnce) {
        const answers = await ask(due.slice(place, place + zonesAtOnce), nodes, signal);
        for (const [zone, { byNode, error }] of answers) {
          // What was known holds for as long as we only could not ask.
          const passing = error !== undefined && error.kind !== 'auth';
          const before = known.get(zone);
          // An answer that does not say, or that we could not read, may be one that was garbled on its way.
          const guessed = Object.values(byNode).some((each) => each === assumed || each === refusedByPlan);
          const next = clock.mono() + (error === undefined && !guessed ? every : passing ? 0 : soon);
          const told = { ...byNode, ...unsaid(byNode, before?.byNode ?? {}) };
          known.set(zone, { byNode: passing ? { ...before?.byNode, ...told } : told, error, due: next });
          if (!passing) renewed.push(zone);
        }
      }
      return renewed;
    },
  };
};
