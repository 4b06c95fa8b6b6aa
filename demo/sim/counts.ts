/** How often each target was asked what. Names come from the outside, so their number is bounded. */
import type { IncomingMessage } from 'node:http';
import { checkAgent } from './edge/check.ts';
import { methodsIn } from './rpc/envelope.ts';

export interface Counts {
  readonly add: (target: string, request: IncomingMessage, body: string) => void;
  readonly all: () => Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const mostNames = 100;

const namesOf = (request: IncomingMessage, body: string): readonly string[] => {
  if (request.headers['user-agent'] === checkAgent) return ['health_check'];
  if (request.method === 'POST') return methodsIn(body);
  // One name for all blobs, whatever their slot, and for all keys of an edge.
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  return [`GET ${path.replace(/^\/[0-9a-f]{32}(?=\/|$)/, '').replace(/\/\d+$/, '/:slot') || '/'}`];
};

export const newCounts = (): Counts => {
  const counts = new Map<string, Map<string, number>>();
  return {
    add: (target, request, body) => {
      const methods = counts.get(target) ?? new Map<string, number>();
      counts.set(target, methods);
      for (const name of namesOf(request, body)) {
        const known = methods.has(name) || methods.size < mostNames ? name.slice(0, 80) : 'other';
        methods.set(known, (methods.get(known) ?? 0) + 1);
      }
    },
    all: () => Object.fromEntries([...counts].map(([target, methods]) => [target, Object.fromEntries(methods)])),
  };
};
