/** The envelope of every REST answer, and the refusals that are told in it. */
import type { Answer } from '../../types.ts';

export interface PageInfo {
  readonly page: number;
  readonly per_page: number;
}

export const done = (result: unknown, info?: object): Answer => ({
  status: 200,
  body: { success: true, errors: [], messages: [], result, ...(info && { result_info: info }) },
});

export const failed = (
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  ...{ status, headers },
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
});

/** One page of a list; `total_pages` tells when to stop. */
export const paged = (items: readonly unknown[], query: URLSearchParams, most: number): Answer => {
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const per_page = Number(query.get('per_page') ?? 20) || 20;
  if (per_page > most) return failed(400, 1002, `per_page must be at most ${most}`);
  const shown = items.slice((page - 1) * per_page, page * per_page);
  const total_pages = Math.ceil(items.length / per_page);
  return done(shown, { page, per_page, count: shown.length, total_count: items.length, total_pages });
};

export const refused = {
  authentication: (): Answer => failed(403, 10_000, 'Authentication error'),
  token: (): Answer => failed(401, 1000, 'Invalid API Token'),
  noToken: (): Answer => failed(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers'),
  listZones: (): Answer =>
    failed(
      403,
      0,
      "Actor 'com.cloudflare.api.token.0' requires permission 'com.cloudflare.api.account.zone.list' to list zones",
    ),
  noRoute: (): Answer =>
    failed(404, 7003, 'Could not route to the given path, perhaps your object identifier is invalid?'),
  noSuchZone: (): Answer => failed(404, 1049, 'The zone is not found'),
  noSuchPool: (): Answer => failed(404, 1001, 'pool not found'),
  noEntrypoint: (phase: string): Answer =>
    failed(404, 10_003, `could not find entrypoint ruleset in the "${phase}" phase`),
  noSetting: (name: string): Answer => failed(404, 1006, `Unrecognized zone setting name: ${name}`),
  noHealth: (): Answer => failed(404, 1002, 'Health info unavailable'),
  throttled: (seconds: number | undefined): Answer =>
    failed(
      429,
      971,
      'Please wait and consider throttling your request speed',
      seconds === undefined ? {} : { 'retry-after': String(seconds) },
    ),
} as const;
