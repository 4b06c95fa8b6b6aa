/** Waits until Grafana has what is to be published: its database, the dashboards, and the one datasource, as it must be. */
import { z } from 'zod';
import { type GrafanaClient, type Reply, ShareError, wordsOf } from './client.ts';
import { demand } from './demand.ts';

const datasourceSchema = z.object({ uid: z.string(), access: z.string(), readOnly: z.boolean() });

export interface Waiting {
  readonly client: GrafanaClient;
  /** Milliseconds until it gives up on what is not there yet. */
  readonly patience: number;
  readonly say: (line: string) => void;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

const refused = (reply: Reply): void => {
  if (reply.status === 401 || reply.status === 403)
    throw new ShareError(
      `Grafana refuses the password of admin (${wordsOf(reply)}). It takes secrets/grafana_public_admin only for a new database; docs/operate.md says how to change it later.`,
    );
};

/** Runs until `done` gives a value, telling every five seconds what it waits for. */
const until = async <T>(
  { patience, say, now = Date.now, sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }: Waiting,
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

/** It answers, and its database too. */
export const healthy = (options: Waiting): Promise<true> =>
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
export const dashboardThere = (options: Waiting, uid: string): Promise<true> =>
  until(options, `the dashboard ${uid}`, async () => {
    const reply = await options.client.admin('GET', `/api/dashboards/uid/${uid}`);
    refused(reply);
    if (reply.status === 200) return { value: true };
    return { missing: `${wordsOf(reply)}; is generated/grafana/dashboards/public mounted?` };
  });

/** One datasource, by way of Grafana's server, that answers. */
export const checkDatasource = async (options: Waiting, datasource: string): Promise<void> => {
  const { client } = options;
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
