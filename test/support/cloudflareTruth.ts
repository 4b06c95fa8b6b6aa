/**
 * What the exporter's counters must be, worked out from the stand-in's events alone: shares no code with the exporter, and
 * says each rule of counting once more.
 */
import type { Flow } from '../../demo/standins/cloudflare/traffic/flow.ts';
import { minuteMs } from '../../demo/standins/cloudflare/traffic/flow.ts';
import { healthRows } from '../../demo/standins/cloudflare/traffic/healthRows.ts';
import { flowsIn } from '../../demo/standins/cloudflare/truth.ts';
import type { World } from '../../demo/standins/cloudflare/world.ts';

/** Series → value: `edge_requests arb.example.org 2xx no`, as `seriesName` spells them. */
export type Truth = ReadonlyMap<string, number>;
export type TruthDataset = 'edge' | 'origin' | 'load_balancing' | 'security' | 'colo' | 'country' | 'health_checks';

const isGone = ({ status, originStatus }: Flow): boolean =>
  (originStatus === 0 && status >= 520 && status <= 527) || (originStatus === 0 && status === 530);

const originClass = (flow: Flow): string => {
  if (isGone(flow)) return 'origin_unreachable';
  if (flow.originStatus >= 500) return 'origin_error';
  if (flow.status >= 500) return 'edge_error';
  return flow.status >= 400 ? 'client_error' : 'ok';
};

type Add = (series: string, by: number) => void;

const edge = (flow: Flow, hosts: readonly string[], add: Add): void => {
  if (flow.source !== 'eyeball') return;
  const host = hosts.includes(flow.host) ? flow.host : 'other';
  add(`edge_requests ${host} ${String(flow.status)[0]}xx ${flow.cache === 'hit' ? 'yes' : 'no'}`, flow.n);
  add(`edge_response_bytes ${host}`, flow.bytes * flow.n);
  add(`edge_ttfb_seconds ${host}`, (flow.ttfbMs * flow.n) / 1000);
  if (flow.status === 429 || flow.status >= 500) add(`edge_status ${host} ${flow.status}`, flow.n);
};

const origin = (flow: Flow, add: Add): void => {
  if (flow.cache === 'hit' || (flow.originIp === '' && flow.originStatus === 0 && !isGone(flow))) return;
  const who = flow.decision ? `${flow.decision.pool} ${flow.decision.origin}` : 'other other';
  add(`origin_requests ${who} ${originClass(flow)}`, flow.n);
  add(`origin_response_seconds ${who}`, (flow.originMs * flow.n) / 1000);
  if (isGone(flow)) add(`origin_unreachable ${who} ${flow.status}`, flow.n);
};

const rules: Readonly<
  Record<Exclude<TruthDataset, 'health_checks'>, (flow: Flow, hosts: readonly string[], add: Add) => void>
> = {
  edge,
  origin: (flow, _hosts, add) => origin(flow, add),
  load_balancing: ({ decision, region, n }, _hosts, add) =>
    decision && add(`lb_requests ${decision.lb} ${decision.pool} ${region}`, n),
  security: ({ act, host, n }, hosts, add) =>
    act && add(`security_events ${hosts.includes(host) ? host : 'other'} ${act.action} ${act.source.toLowerCase()}`, n),
  // Which of them have a series of their own is the exporter's choice; their sum is not.
  colo: ({ source, n }, _hosts, add) => source === 'eyeball' && add('colo_requests', n),
  country: ({ source, n }, _hosts, add) => source === 'eyeball' && add('country_requests', n),
};

/** Of one dataset of one zone. @param from,to Unix milliseconds of whole minutes */
export const truthOf = (
  world: World,
  dataset: TruthDataset,
  zone: string,
  hosts: readonly string[],
  from: number,
  to: number,
): Truth => {
  const sums = new Map<string, number>();
  const add: Add = (series, by) => void sums.set(series, (sums.get(series) ?? 0) + by);
  if (dataset === 'health_checks') {
    const found = world.account.zones.find(({ name }) => name === zone);
    for (let at = from; found && at < to; at += minuteMs) {
      for (const { values } of healthRows(found, world.account, world.conditions, at, 0)) {
        add(`health_checks ${values.healthCheckName} ${String(values.healthStatus).toLowerCase()}`, 1);
      }
    }
  } else for (const flow of flowsIn(world, { zone, from, to })) rules[dataset](flow, hosts, add);
  return sums;
};

/** Labels that name a series, in the order of `Truth`; a metric whose labels are folded has none. */
const shape: Readonly<Record<string, readonly string[]>> = {
  edge_requests: ['host', 'status_class', 'cached'],
  edge_response_bytes: ['host'],
  edge_ttfb_seconds: ['host'],
  edge_status: ['host', 'status'],
  origin_requests: ['pool', 'origin', 'class'],
  origin_response_seconds: ['pool', 'origin'],
  origin_unreachable: ['pool', 'origin', 'status'],
  lb_requests: ['lb', 'pool', 'region'],
  security_events: ['host', 'action', 'source'],
  colo_requests: [],
  country_requests: [],
  health_checks: ['check', 'status'],
};

/** What a scrape shows of a zone, by the same names; series that are zero are left out. */
export const shownOf = (text: string, zone: string): Truth => {
  const sums = new Map<string, number>();
  for (const [, name = '', labelText = '', value = ''] of text.matchAll(
    /^headwatch_cloudflare_(\w+)_total\{([^}]*)\} (\S+)$/gm,
  )) {
    const labels = shape[name];
    const given = new Map(
      [...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]),
    );
    if (!labels || given.get('zone') !== zone || Number(value) === 0) continue;
    const series = [name, ...labels.map((label) => given.get(label) ?? '')].join(' ');
    sums.set(series, (sums.get(series) ?? 0) + Number(value));
  }
  return sums;
};
