/**
 * Publishes dashboards in the public Grafana under fixed addresses, and proves that they are there. There is no file for
 * it: Grafana keeps shares in its database, and loses one with its dashboard, so that this runs at each start.
 */
import { z } from 'zod';
import { type GrafanaClient, type Reply, ShareError, wordsOf } from './client.ts';

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

export interface ShareOptions {
  readonly client: GrafanaClient;
  readonly pages: readonly Page[];
  /** Uid of the one datasource that may be there. */
  readonly datasource: string;
  /** Milliseconds until it gives up on what is not there yet. */
  readonly patience: number;
  readonly say: (line: string) => void;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
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

const datasourceSchema = z.object({ uid: z.string(), access: z.string(), readOnly: z.boolean() });
const sharesSchema = z.object({
  publicDashboards: z.array(z.object({ uid: z.string(), accessToken: z.string(), dashboardUid: z.string() })),
});

/** A visitor sees the range of the page, and no annotations: those of all dashboards would come with them. */
const settings = { isEnabled: true, timeSelectionEnabled: false, annotationsEnabled: false, share: 'public' } as const;

const demand = <T>(reply: Reply, schema: z.ZodType<T>, what: string): T => {
  const parsed = reply.status === 200 ? schema.safeParse(reply.body) : undefined;
  if (!parsed?.success)
    throw new ShareError(`${what}: ${wordsOf(reply)}${reply.status === 200 ? ', in another form than expected' : ''}`);
  return parsed.data;
};

const refused = (reply: Reply): void => {
  if (reply.status === 401 || reply.status === 403)
    throw new ShareError(
      `Grafana refuses the password of admin (${wordsOf(reply)}). It takes secrets/grafana_public_admin only for a new database; docs/operate.md says how to change it later.`,
    );
};

/** Runs until `done` gives a value, telling every five seconds what it waits for. */
const until = async <T>(
  { patience, say, now = Date.now, sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }: ShareOptions,
  what: string,
  done: () => Promise<{ readonly value: T } | { readonly missing: string }>,
): Promise<T> => {
  const begun = now();
  let told = begun;
  for (;;) {
    const result = await done();
    if ('value' in result) return result.value;
    const waited = now() - begun;
    if (waited >= patience)
      throw new ShareError(`${what}: gave up after ${Math.round(waited / 1000)} s: ${result.missing}.`);
    if (now() - told >= 5000) {
      told = now();
      say(`Waiting for ${what}, ${Math.round(waited / 1000)} s: ${result.missing}.`);
    }
    await sleep(500);
  }
};

const healthy = (options: ShareOptions): Promise<true> =>
  until(options, 'Grafana', async () => {
    const reply = await options.client.visitor('GET', '/api/health').catch((error: unknown) => error);
    if (reply instanceof Error) {
      const cause = reply.cause instanceof Error ? reply.cause.message : reply.message;
      return { missing: `no answer (${cause})` };
    }
    // Only an Error is thrown by fetch.
    const { status, body } = reply as Reply;
    const database = z.object({ database: z.string() }).safeParse(body);
    if (status === 200 && database.data?.database === 'ok') return { value: true };
    return { missing: status === 200 ? 'its database is not ready' : `/api/health says ${status}` };
  });

/** Grafana is well before it has read its files. */
const dashboardThere = (options: ShareOptions, uid: string): Promise<true> =>
  until(options, `the dashboard ${uid}`, async () => {
    const reply = await options.client.admin('GET', `/api/dashboards/uid/${uid}`);
    refused(reply);
    if (reply.status === 200) return { value: true };
    return { missing: `${wordsOf(reply)}; is generated/grafana/dashboards/public mounted?` };
  });

/** One datasource, by way of Grafana's server, that answers. */
const checkDatasource = async (options: ShareOptions): Promise<void> => {
  const { client, datasource } = options;
  await until(options, `the datasource ${datasource}`, async () => {
    const reply = await client.admin('GET', '/api/datasources');
    refused(reply);
    const all = demand(reply, z.array(datasourceSchema), 'the list of datasources');
    const ours = all.find(({ uid }) => uid === datasource);
    if (!ours) return { missing: 'it is not there; is generated/grafana/provisioning/public mounted?' };
    const others = all.filter(({ uid }) => uid !== datasource).map(({ uid }) => uid);
    if (others.length > 0)
      throw new ShareError(
        `This Grafana has other datasources (${others.join(', ')}): the public one may have none but ${datasource}.`,
      );
    if (ours.access !== 'proxy')
      throw new ShareError(
        `${datasource} has access "${ours.access}": anything but "proxy" hands its address to visitors.`,
      );
    if (!ours.readOnly)
      throw new ShareError(`${datasource} can be edited: it does not come from the provisioned file.`);
    const health = await client.admin('GET', `/api/datasources/uid/${datasource}/health`);
    const status = z.object({ status: z.string() }).safeParse(health.body);
    if (health.status === 200 && status.data?.status === 'OK') return { value: true };
    return { missing: `${wordsOf(health)}; does prometheus-public run?` };
  });
};

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
  await checkDatasource(options);
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
