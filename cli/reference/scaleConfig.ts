/** `deploy/prometheus-scale.yml`: prometheus.yml, and a second store that everything is written to as well. */

const head = `# prometheus.yml with a second store behind it, written by \`npm run generate\`: changes here are lost. For --profile scale, and
# PROMETHEUS_CONFIG=prometheus-scale.yml.
`;

const store = `
remote_write:
  - name: store
    url: http://127.0.0.1:8428/api/v1/write
    remote_timeout: 10s
    queue_config:
      # A second on the way, so that panels do not lag; what it cannot take waits in the write-ahead log for two hours.
      batch_send_deadline: 1s
      max_backoff: 5s
      max_shards: 8
`;

/** @param usual the text of prometheus.yml, whose first line says what it is */
export const scaleConfig = (usual: string): string => head + usual.slice(usual.indexOf('\n') + 1) + store;
