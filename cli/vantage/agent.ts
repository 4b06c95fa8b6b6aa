/** The Prometheus agent beside a vantage's collector: it scrapes that one, keeps what it cannot ship, and ships it later. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { clientAddress } from '../../alerts/routing/addresses.ts';
import { generatedHeader } from '../../alerts/rules/generatedHeader.ts';
import { listenerOf } from '../../collector/config/buildFleet.ts';
import type { Fleet } from '../../collector/config/fleet.ts';

/** The part of prometheus.yml that both sides share; loose, because all of a job goes over as it is. */
const centreSchema = z.object({
  global: z.object({ scrape_interval: z.string(), scrape_timeout: z.string() }),
  storage: z.object({ tsdb: z.object({ out_of_order_time_window: z.string() }) }),
  scrape_configs: z.array(z.looseObject({ job_name: z.string() })),
});

const centre = (): z.output<typeof centreSchema> =>
  centreSchema.parse(
    parse(readFileSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'prometheus.yml'), 'utf8')),
  );

/** How long the agent keeps what it could not ship: what the centre would still take. A Prometheus duration. */
export const keepsFor = (): string => centre().storage.tsdb.out_of_order_time_window;

/** The jobs of prometheus.yml that scrape a collector, and its labels: the samples must be those of a direct scrape. */
const lanes = { 'headwatch-fast': 'fast', 'headwatch-slow': 'slow' } as const;

/** Undefined for a vantage that is scraped. */
export const agentConfig = (fleet: Fleet, vantage: string): string | undefined => {
  const { writeUrl } = fleet.prometheus;
  const scraped = fleet.vantages.find(({ name }) => name === vantage)?.scrape !== undefined;
  if (scraped || writeUrl === undefined) return undefined;
  const { global, scrape_configs: jobs } = centre();
  const address = clientAddress(listenerOf(fleet, vantage));
  const scrape = Object.entries(lanes).map(([job, lane]) => {
    const found = jobs.find(({ job_name: name }) => name === job);
    if (!found) throw new Error(`prometheus.yml has no job ${job}`);
    const { file_sd_configs: _, ...rest } = found;
    const labels = { job: 'headwatch', instance: vantage, lane };
    return { ...rest, static_configs: [{ targets: [address], labels }] };
  });
  const remoteWrite = {
    url: writeUrl,
    name: 'centre',
    remote_timeout: '10s',
    queue_config: {
      // A second that is shipped later than this is late for the rules that page.
      batch_send_deadline: '1s',
      min_backoff: '100ms',
      // The centre is asked this often while it is away.
      max_backoff: '5s',
      retry_on_http_429: true,
      // What has piled up goes out in large requests over few connections: the centre has just come back.
      capacity: 10_000,
      max_samples_per_send: 2000,
      max_shards: 8,
    },
  };
  return generatedHeader + stringify({ global, scrape_configs: scrape, remote_write: [remoteWrite] }, { lineWidth: 0 });
};
