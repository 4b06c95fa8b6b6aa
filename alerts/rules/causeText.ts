/**
 * What is to blame for an edge that pages, in a pager's few words. It is learned and changes, so it is an annotation,
 * which Prometheus writes anew at each evaluation, and never a label: an alert stays the same one.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';

const { cause, nodeVerdict } = metrics;

/** A query of PromQL with the alert's labels in place of each `"$"`, in Prometheus' template language. */
const asked = (query: string, ...labels: readonly string[]): string =>
  `printf ${JSON.stringify(query.replaceAll('"$"', '%q'))} ${labels.join(' ')} | query`;

/** Label values as people read them. */
const spelled = (value: string): string => `{{ ${value} | reReplaceAll "_" " " | reReplaceAll "\\\\bl1\\\\b" "L1" }}`;

/** Sets `$pool` to the nodes behind each members' edge in each of its regions, as a regular expression. */
const poolOf = (fleet: Fleet): string =>
  fleet.edges
    .filter(({ audience }) => audience === 'members')
    .flatMap((edge) =>
      Object.entries(edge.regions).map(
        ([region, nodes]) =>
          `{{ if and (eq $labels.target "${edge.name}") (eq $labels.region "${region}") }}{{ $pool = "${nodes.join('|')}" }}{{ end }}`,
      ),
    )
    .join('');

/** `arb-eu stalled` where it is a node of ours and its verdict says so, else the cause's own words; empty if not known. */
export const edgeCauseText = (fleet: Fleet): string => {
  const known = `topk(1, max by ${by(cause, 'cause')} (${sel(cause, { scope: '$', region: '$', cause: { not: 'unattributed' } })}) == 1)`;
  const bad = { role: 'node', verdict: { not: ['ok', 'unknown'] } } as const;
  const nodes = `max by ${by(nodeVerdict, 'target', 'verdict')} (${sel(nodeVerdict, bad).replace(/\}$/, ',target=~"$"}')}) == 1`;
  const each = `{{ range $index, $node := . }}{{ if $index }}, {{ end }}{{ $node | label "target" }} ${spelled('$node | label "verdict"')}{{ end }}`;
  const words = spelled('$cause');
  return `{{ $pool := "" }}${poolOf(fleet)}{{ with ${asked(known, '(printf "edge:%s" $labels.target)', '$labels.region')} }}{{ $cause := . | first | label "cause" }}{{ if eq $cause "own_node" }}{{ with ${asked(nodes, '$pool')} | sortByLabel "target" }}${each}{{ else }}${words}{{ end }}{{ else }}${words}{{ end }}{{ end }}`;
};
