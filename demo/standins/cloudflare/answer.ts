/**
 * One request to the simulated Cloudflare, without a socket: who asks, the troubles that are set, then GraphQL or REST.
 * Undefined answers are the two that only a socket can give.
 */

import type { Answer } from '../types.ts';
import { executeDocument } from './graphql/execute.ts';
import { refusals, told } from './graphql/refusal.ts';
import { refused } from './rest/envelope.ts';
import { edgeRanges, routes } from './rest/routes.ts';
import type { Fault } from './troubles.ts';
import type { World } from './world.ts';

export interface ApiRequest {
  readonly method: string;
  /** Below `/client/v4`, with its query. */
  readonly path: string;
  readonly authorization?: string | undefined;
  readonly body?: string | undefined;
}
export type ApiAnswer = Answer | 'hang' | 'reset';

const page = (status: number, title: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
  body: `<!DOCTYPE html>\n<html lang="en-US"><head><title>${title} | api.cloudflare.com</title></head>\n<body><h1>Error ${status}</h1></body></html>\n`,
});

const graphqlRefusal = (world: World, error: ReturnType<(typeof refusals)['budget']>, headers = {}): Answer => {
  const { statusCode } = error.extensions;
  const status = world.troubles.refuseIn200 || typeof statusCode !== 'number' ? 200 : statusCode;
  return { status, headers, body: { data: null, errors: [told(error, world.now())] } };
};

const faulty = (
  world: World,
  { kind }: Fault,
  isGraphql: boolean,
  well: () => Promise<Answer>,
): ApiAnswer | Promise<ApiAnswer> => {
  switch (kind) {
    case 'hang':
    case 'reset':
      return kind;
    case 'budget':
      return graphqlRefusal(world, refusals.budget());
    case 'too_many_nodes':
      return graphqlRefusal(world, refusals.nodes());
    case 'resources':
      return graphqlRefusal(world, refusals.resources());
    case '429':
    case '429_bare': {
      const seconds = kind === '429' ? 30 : undefined;
      if (!isGraphql) return refused.throttled(seconds);
      const headers = seconds === undefined ? {} : { 'retry-after': String(seconds) };
      return { status: 429, headers, body: { data: null, errors: [told(refusals.budget(), world.now())] } };
    }
    case 'auth':
      return refused.authentication();
    case 'headers':
      return refused.noToken();
    case 'html':
      return page(200, 'Just a moment...');
    case 'empty':
      return { status: 200, headers: { 'Content-Type': 'application/json' }, body: '' };
    case 'cut':
      return well().then(({ status, body }) => {
        const text = JSON.stringify(body);
        return {
          status,
          headers: { 'Content-Type': 'application/json' },
          body: text.slice(0, Math.ceil(text.length / 2)),
        };
      });
    default:
      return page(Number(kind), kind === '503' ? 'Service Temporarily Unavailable' : 'Server Error');
  }
};

/** The fault that meets this request; one that was set for some times only is used up. */
const takeFault = (world: World, api: 'graphql' | 'rest', about: string): Fault | undefined => {
  const { faults } = world.troubles;
  const fault = faults.find(
    ({ on, about: only }) => (on === 'all' || on === api) && (only === undefined || about.includes(only)),
  );
  if (fault?.times !== undefined) {
    const left = { ...fault, times: fault.times - 1 };
    world.troubles = {
      ...world.troubles,
      faults: faults.flatMap((each) => (each !== fault ? [each] : left.times > 0 ? [left] : [])),
    };
  }
  return fault;
};

/** Undefined: may pass. */
const stranger = (world: World, authorization: string | undefined): Answer | undefined => {
  if (authorization === undefined) return refused.noToken();
  const { status } = world.troubles.token;
  if (authorization !== `Bearer ${world.token}` || status === 'unknown') return refused.token();
  return undefined;
};

const graphql = async (world: World, body: string): Promise<Answer> => {
  if (!world.budget.take()) return graphqlRefusal(world, refusals.budget());
  let question: { query?: unknown; variables?: unknown } = {};
  try {
    question = JSON.parse(body);
  } catch {
    // Falls through: there is no query in it.
  }
  const { query, variables } = question ?? {};
  if (typeof query !== 'string')
    return { status: 400, body: { data: null, errors: [{ message: 'no query', path: null, extensions: {} }] } };
  // graphql-js checks variables against the document's own declarations.
  return executeDocument(world, query, (variables ?? {}) as Readonly<Record<string, unknown>>);
};

const rest = (world: World, method: string, url: URL): Answer => {
  const found = routes.map((route) => ({ route, match: route.path.exec(url.pathname) })).find(({ match }) => match);
  if (!found?.match) return refused.noRoute();
  if (method !== 'GET') return { ...refused.authentication(), status: 405 };
  const { route, match } = found;
  if (route.needs && world.troubles.token.missing.includes(route.needs)) {
    return route.needs === 'zone_read' ? refused.listZones() : refused.authentication();
  }
  return route.answer(world, match.slice(1), url.searchParams);
};

const restLimits = (world: World): Record<string, string> => ({
  'x-ratelimit-limit': String(world.troubles.restLimit),
  'x-ratelimit-remaining': String(world.restAllowance.left()),
  'x-ratelimit-reset': String(world.restAllowance.resetsIn()),
});

const kept = 5000;

export const answerRequest = async (world: World, request: ApiRequest): Promise<ApiAnswer> => {
  const url = new URL(request.path, 'http://api');
  const api = url.pathname === '/graphql' ? 'graphql' : 'rest';
  const about =
    api === 'rest'
      ? url.pathname.replace(/[0-9a-f]{32}/g, '*')
      : [...new Set((request.body ?? '').match(/\w+Adaptive\w*|httpRequests\w+|settings/g))].join(' ');
  const answer = async (): Promise<ApiAnswer> => {
    if (url.pathname === '/ips') return edgeRanges;
    const fault = takeFault(world, api, about);
    const well = async (): Promise<Answer> => {
      const refusedToken = stranger(world, request.authorization);
      if (refusedToken) return refusedToken;
      const { status } = world.troubles.token;
      // A token that is no longer active may still ask what it is.
      if (status !== 'active' && !url.pathname.endsWith('/tokens/verify')) return refused.authentication();
      if (api === 'graphql')
        return request.method === 'POST' ? graphql(world, request.body ?? '') : { status: 405, body: '' };
      if (!world.restAllowance.take()) return refused.throttled(world.restAllowance.resetsIn());
      const told = rest(world, request.method, url);
      return { ...told, headers: { ...restLimits(world), ...told.headers } };
    };
    return fault ? faulty(world, fault, api === 'graphql', well) : well();
  };
  const told = await answer();
  world.asked.push({ at: world.now(), api, about, status: typeof told === 'string' ? null : told.status });
  if (world.asked.length > kept) world.asked.splice(0, world.asked.length - kept / 2);
  return told;
};
