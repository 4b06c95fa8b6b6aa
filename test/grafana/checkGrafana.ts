/** Whether a running Grafana has everything that was provisioned: asked by its API, as `admin`. */
import type { GrafanaClient } from '../../dashboards/share/client.ts';

/** What is wrong, in words; empty when nothing is. */
export const checkGrafana = async (
  client: GrafanaClient,
  datasource: string,
  uids: readonly string[],
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const health = await client.admin('GET', `/api/datasources/uid/${datasource}/health`);
  if (health.status !== 200) wrong.push(`the datasource ${datasource} is not healthy: HTTP ${health.status}`);
  for (const uid of uids) {
    const { status } = await client.admin('GET', `/api/dashboards/uid/${uid}`);
    if (status !== 200) wrong.push(`the dashboard ${uid} is not there: HTTP ${status}`);
  }
  return wrong;
};
