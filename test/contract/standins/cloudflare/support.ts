/** Asks the stand-in for Cloudflare in process, by its own API. */
import { demoAccount, plainZone } from '../../../../demo/standins/cloudflare/account/demoAccount.ts';
import { type ApiAnswer, answerRequest } from '../../../../demo/standins/cloudflare/answer.ts';
import type { TroublesPatch } from '../../../../demo/standins/cloudflare/troubles.ts';
import { createWorld, type World } from '../../../../demo/standins/cloudflare/world.ts';

export const token = 'a-token';
export const noon = Date.UTC(2026, 9, 1, 12);
export const iso = (at: number): string => new Date(at).toISOString();

export interface Clocked {
  readonly world: World;
  /** Moves its clock, milliseconds. */
  readonly pass: (ms: number) => void;
}

/** A demo's Cloudflare at noon with a free zone beside it. */
export const clocked = (troubles: TroublesPatch = {}): Clocked => {
  let now = noon;
  const account = demoAccount([plainZone('free.example', 'free')]);
  const world = createWorld({ token, now: () => now, account, troubles });
  return {
    world,
    pass: (ms) => {
      now += ms;
    },
  };
};

/** What any answer of the API may hold; the tests look at what they need. */
// biome-ignore lint/suspicious/noExplicitAny: bodies of every shape, read by assertions alone
export type Body = any;
export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export const told = (answer: ApiAnswer): Told => {
  if (typeof answer === 'string') throw new Error(`no answer: ${answer}`);
  return { status: answer.status, headers: answer.headers ?? {}, body: answer.body };
};

export const graphql = async (
  world: World,
  query: string,
  variables: object = {},
  authorization = `Bearer ${token}`,
): Promise<Told> =>
  told(
    await answerRequest(world, {
      method: 'POST',
      path: '/graphql',
      authorization,
      body: JSON.stringify({ query, variables }),
    }),
  );

export const get = async (
  world: World,
  path: string,
  authorization: string | undefined = `Bearer ${token}`,
): Promise<Told> => told(await answerRequest(world, { method: 'GET', path, authorization }));

/** One dataset of one zone over some minutes before `to`. */
export const rowsOf = async (
  world: World,
  dataset: string,
  fields: string,
  { filter = '', from = noon - 600_000, to = noon - 300_000, limit = 10_000, orderBy = '', zone = 0 } = {},
): Promise<Told> => {
  const tag = world.account.zones[zone]?.id ?? '';
  const order = orderBy === '' ? '' : `, orderBy: [${orderBy}]`;
  return graphql(
    world,
    `query { viewer { zones(filter: { zoneTag_in: ["${tag}"] }) { zoneTag rows: ${dataset}(limit: ${limit}, filter: { datetime_geq: "${iso(from)}", datetime_lt: "${iso(to)}" ${filter} }${order}) { ${fields} } } } }`,
  );
};
export const rows = (answer: Told): Body[] => {
  if (answer.body.errors !== null) throw new Error(JSON.stringify(answer.body.errors));
  return answer.body.data.viewer.zones[0].rows;
};
export const countOf = (all: Body[]): number => all.reduce((sum, row) => sum + row.count, 0);
