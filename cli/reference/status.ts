/** docs/status.md: status.json field by field from its schema, and what else the public listener serves. */
import { z } from 'zod';
import type { MetricDef } from '../../collector/catalogue/define.ts';
import { publicMetrics } from '../../collector/catalogue/public.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { statusSchema } from '../../collector/status.ts';
import { pageHeader } from './header.ts';

type Schema = z.core.JSONSchema.BaseSchema;

const schemaOf = (part: z.core.JSONSchema._JSONSchema | undefined): Schema => (typeof part === 'object' ? part : {});

/** What is inside `null | …` and inside a list. */
const inner = (schema: Schema): Schema => {
  const some = schema.anyOf?.map(schemaOf).find((each) => each.type !== 'null');
  if (some) return inner(some);
  const { items } = schema;
  return schema.type === 'array' && !Array.isArray(items) ? inner(schemaOf(items)) : schema;
};

const typeOf = (schema: Schema): string => {
  if (schema.anyOf) return schema.anyOf.map((each) => typeOf(schemaOf(each))).join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type !== 'array') return [schema.type].flat().join(' or ');
  return inner(schema).type === 'object' ? 'list of objects' : `list of ${typeOf(inner(schema))}s`;
};

const isObject = (schema: Schema): boolean => inner(schema).type === 'object';

/** A table for an object, and then one for each object within it, named by their path; the same one only once. */
const tables = (path: string, schema: Schema, told = new Map<string, string>()): readonly string[] => {
  const shape = JSON.stringify(inner(schema).properties);
  const before = told.get(shape);
  if (before !== undefined) return [`### \`${path}\`\n\nAs \`${before}\`.\n`];
  told.set(shape, path);
  const fields = Object.entries(inner(schema).properties ?? {}).map(([name, part]) => [name, schemaOf(part)] as const);
  const rows = fields.map(([name, part]) => `| \`${name}\` | ${typeOf(part)} | ${part.description ?? ''} |`);
  const title = path === '' ? 'The whole' : `\`${path}\``;
  const own = `### ${title}\n\n| field | type | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
  const nested = fields
    .filter(([, part]) => isObject(part))
    .flatMap(([name, part]) => {
      const list = typeOf(part).startsWith('list');
      return tables(`${path === '' ? '' : `${path}.`}${name}${list ? '[]' : ''}`, part, told);
    });
  return [own, ...nested];
};

const metricRow = ({ name, labels, help }: MetricDef): string =>
  `| \`${name}\` | ${Object.keys(labels).join(', ') || '–'} | ${help} |`;

export const statusReference = (): string => `${pageHeader('collector/status.ts and collector/catalogue')}

# The status page, status.json and public metrics

The router's public listener (\`router.public\`, 127.0.0.1:9762 by default; put a proxy with HTTPS in front) serves three
views of one status to anyone: the page at \`/\`, \`/status.json\` and \`/metrics\`. They hold aliases and regions, never a
name of fleet.yaml, an address, a key or the text of an error. Each is put together at most once a second.

## What a reader may rely on

- Within one \`version\`, fields are only added; none is renamed, removed or given another meaning. Ignore what you do not
  know. Closed lists of words may grow: take a word that you do not know for \`unknown\`.
- Times are Unix seconds, in UTC. \`null\` means "not known" and is never a zero.
- \`unknown\` is neither good nor bad. A status whose data is older than 10 s says \`unknown\`.
- After \`validUntil\` (${formatSeconds(limits.publishedOld)} after \`at\`) a copy says nothing about now. Compare it with your own clock.
- Any web page may read \`/status.json\` (\`access-control-allow-origin: *\`).

## status.json, field by field

${tables('', schemaOf(z.toJSONSchema(statusSchema))).join('\n')}
A service level has two ends, printed as "99.991 % (99.962 % if every unmeasured second was bad)" and cut off, never
rounded up: a miss does not read as kept. docs/ledger.md says how seconds become figures.

## Copies elsewhere

With \`publish: { dir: … }\` in fleet.yaml the router writes \`status.json\` and \`index.html\` there every ${limits.publishEvery} s, each
beside its place and then renamed, so that nobody reads half of one. Sync the directory to a place that shares nothing
with the service, so that it can be read when the service, its network and its CDN account cannot.

A copy needs nobody to tell that it is old: after \`validUntil\` the page replaces every state by "unknown: this copy is
… old", by the reader's clock. A page left open does the same, and renews itself as soon as it can. Read without script,
it says in words when it was true and until when. When the router cannot write, it says so in its log, and as a line on
the page that it serves itself. The page's content security policy is inside it: its own style and script, by their
hashes, and nothing else.

## Metrics for your own Prometheus

| metric | labels | meaning |
|---|---|---|
${Object.values<MetricDef>(publicMetrics).map(metricRow).join('\n')}

A region that nobody measures is \`unknown\` for ever. Scrape it no more often than you act on it:

\`\`\`yaml
scrape_configs:
  - job_name: rpc-provider
    scheme: https
    scrape_interval: 15s
    static_configs:
      - targets: [status.example.org]
\`\`\`

Rules to start from, for a member in the region \`eu\`. They tell an outage from a halt of the chain, in which another
provider does not help, and from not knowing, in which your own client knows better:

\`\`\`yaml
groups:
  - name: rpc-provider
    rules:
      - alert: RpcProviderDown
        expr: headwatch_public_edge_state{region="eu", state="bad"} == 1
        for: 30s
        labels: { severity: page }
        annotations:
          summary: "{{ $labels.edge }} serves no fresh blocks in eu: switch to the backup URL."
      - alert: RpcProviderUnknown
        expr: >-
          headwatch_public_edge_state{region="eu", state="unknown"} == 1
          or absent(headwatch_public_edge_state{region="eu"})
          or time() - headwatch_public_updated_timestamp_seconds > 60
        for: 5m
        labels: { severity: warning }
        annotations:
          summary: "The provider cannot tell how its RPC is in eu: look at your own client."
      - alert: ChainStandsStill
        expr: headwatch_public_chain_state{chain="arbitrum-one", state="halted"} == 1
        for: 1m
        labels: { severity: warning }
        annotations:
          summary: "{{ $labels.chain }} makes no blocks: no provider has any, so do not switch."
\`\`\`
`;
