/**
 * Publishes dashboards in the public Grafana under fixed addresses, and proves that they are there. There is no file for
 * it: Grafana keeps shares in its database, and loses one with its dashboard, so that this runs at each start.
 */
import { z } from 'zod';
import { ShareError, wordsOf } from './client.ts';
import { demand } from './demand.ts';
import { checkDatasource, dashboardThere, healthy, type Waiting } from './ready.ts';

export interface Page {
  readonly uid: string;
  /** 32 hexadecimal digits. */
  readonly token: string;
  /** Id of a panel that asks something; undefined where none does. */
  readonly panel: number | undefined;
}

export interface Told {
  readonly uid: string;
  readonly token: string;
  readonly what: 'published' | 'changed' | 'moved' | 'unchanged' | 'withdrawn';
}

export interface ShareOptions extends Waiting {
  readonly pages: readonly Page[];
  /** Uid of the one datasource that may be there. */
  readonly datasource: string;
}

const shareSchema = z.object({
  uid: z.string(),
  accessToken: z.string(),
  isEnabled: z.boolean(),
  timeSelectionEnabled: z.boolean().optional(),
  annotationsEnabled: z.boolean().optional(),
  share: z.string().optional(),
});
type Share = z.output<typeof shareSchema>;

const sharesSchema = z.object({
  publicDashboards: z.array(z.object({ uid: z.string(), accessToken: z.string(), dashboardUid: z.string() })),
});

/** A visitor sees the range of the page, and no annotations: those of all dashboards would come with them. */
const settings = { isEnabled: true, timeSelectionEnabled: false, annotationsEnabled: false, share: 'public' } as const;

const sharesOf = (page: Page): string => `/api/dashboards/uid/${page.uid}/public-dashboards`;

const shareOf = async ({ client }: ShareOptions, page: Page): Promise<Share | undefined> => {
  const reply = await client.admin('GET', sharesOf(page));
  return reply.status === 404 ? undefined : demand(reply, shareSchema, `the share of ${page.uid}`);
};

const isRight = (share: Share): boolean =>
  share.isEnabled &&
  share.timeSelectionEnabled === settings.timeSelectionEnabled &&
  share.annotationsEnabled === settings.annotationsEnabled &&
  (share.share === undefined || share.share === settings.share);

const publish = async (options: ShareOptions, page: Page): Promise<Told['what']> => {
  const { client } = options;
  const before = await shareOf(options, page);
  if (before?.accessToken === page.token && isRight(before)) return 'unchanged';
  if (before?.accessToken === page.token) {
    const reply = await client.admin('PATCH', `${sharesOf(page)}/${before.uid}`, settings);
    if (reply.status !== 200) throw new ShareError(`the share of ${page.uid} cannot be changed: ${wordsOf(reply)}`);
    return 'changed';
  }
  if (before) {
    // A PATCH keeps the old token.
    const gone = await client.admin('DELETE', `${sharesOf(page)}/${before.uid}`);
    if (gone.status !== 200)
      throw new ShareError(`the old address of ${page.uid} cannot be withdrawn: ${wordsOf(gone)}`);
  }
  const reply = await client.admin('POST', sharesOf(page), { uid: page.token, accessToken: page.token, ...settings });
  if (reply.status === 200) return before ? 'moved' : 'published';
  // Somebody else was quicker, another run of this perhaps.
  const after = await shareOf(options, page);
  if (after?.accessToken === page.token && isRight(after)) return 'unchanged';
  throw new ShareError(`${page.uid} cannot be published: ${wordsOf(reply)}`);
};

/** Shares that no page of ours has any more. */
const withdraw = async ({ client }: ShareOptions, pages: readonly Page[]): Promise<readonly Told[]> => {
  const reply = await client.admin('GET', '/api/dashboards/public-dashboards?perpage=1000');
  const { publicDashboards } = demand(reply, sharesSchema, 'the list of shares');
  const stray = publicDashboards.filter(({ dashboardUid }) => pages.every(({ uid }) => uid !== dashboardUid));
  const told: Told[] = [];
  for (const { uid, dashboardUid, accessToken } of stray) {
    const gone = await client.admin('DELETE', `/api/dashboards/uid/${dashboardUid}/public-dashboards/${uid}`);
    if (gone.status !== 200) throw new ShareError(`the share of ${dashboardUid} cannot be withdrawn: ${wordsOf(gone)}`);
    told.push({ uid: dashboardUid, token: accessToken, what: 'withdrawn' });
  }
  return told;
};

/** What a visitor gets: the page without its queries, an answer to one of them, and nothing besides. */
const visit = async ({ client }: ShareOptions, page: Page): Promise<void> => {
  const path = `/api/public/dashboards/${page.token}`;
  const reply = await client.visitor('GET', path);
  if (reply.status !== 200) throw new ShareError(`a visitor does not get ${page.uid} (${path}): ${wordsOf(reply)}`);
  if (JSON.stringify(reply.body).includes('"expr"'))
    throw new ShareError(`a visitor of ${page.uid} is told its queries: this Grafana does not strip them.`);
  if (page.panel === undefined) return;
  const asked = await client.visitor('POST', `${path}/panels/${page.panel}/query`, {
    intervalMs: 15_000,
    maxDataPoints: 100,
  });
  const results = z.object({ results: z.record(z.string(), z.object({ error: z.string().optional() })) });
  const errors = Object.values(results.safeParse(asked.body).data?.results ?? {}).flatMap(({ error }) => error ?? []);
  if (asked.status !== 200 || errors.length > 0)
    throw new ShareError(`a panel of ${page.uid} does not answer visitors: ${errors[0] ?? wordsOf(asked)}`);
};

/** @throws ShareError with what to do, when anything is not as visitors need it */
export const share = async (options: ShareOptions): Promise<readonly Told[]> => {
  const { client, pages } = options;
  await healthy(options);
  await checkDatasource(options, options.datasource);
  const told: Told[] = [];
  for (const page of pages) {
    await dashboardThere(options, page.uid);
    told.push({ uid: page.uid, token: page.token, what: await publish(options, page) });
  }
  told.push(...(await withdraw(options, pages)));
  for (const page of pages) await visit(options, page);
  const anyone = await client.visitor('GET', '/api/search');
  if (anyone.status === 200)
    throw new ShareError('This Grafana lets anyone in without a login: set GF_AUTH_ANONYMOUS_ENABLED=false.');
  return told;
};
