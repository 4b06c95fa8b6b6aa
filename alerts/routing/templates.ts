/** Texts that Alertmanager itself writes, in its own template language. Kept to functions that 0.25 has. */
import { pageClasses } from '../rules/define.ts';

/** `edge:arb` → `arb edge`, `self` → `monitor`, `sla` → `service level`. */
const subject = `{{ if eq .Labels.scope "self" }}monitor{{ else if eq .Labels.scope "sla" }}service level{{ else }}{{ reReplaceAll "^(.*):(.*)$" "$2 $1" .Labels.scope }}{{ end }}`;
/** What the rule found to be wrong, `STALE HEAD, HTTP 200`; else `EdgeDown` → `EDGE DOWN`. */
const shout = `{{ if .Annotations.headline }}{{ .Annotations.headline }}{{ else }}{{ reReplaceAll "([a-z])([A-Z])" "$1 $2" .Labels.alertname | toUpper }}{{ end }}`;

/** The last one that fires wins, so what members feel most comes last. */
const rising = Object.keys(pageClasses)
  .reverse()
  .map((name) => `"${name}"`)
  .join(' ');

/**
 * The alert that speaks for its group: of those that fire the first in the order of the pages, EdgeDown before
 * BudgetFastBurn; one that is over only where nothing fires any more.
 */
const first = (text: string): string =>
  `{{ $top := index .Alerts 0 }}{{ $firing := .Alerts.Firing }}{{ if $firing }}{{ $top = index $firing 0 }}{{ end }}{{ range $name := stringSlice ${rising} }}{{ range $firing }}{{ if eq .Labels.alertname $name }}{{ $top = . }}{{ end }}{{ end }}{{ end }}{{ with $top }}${text}{{ end }}`;

/** What the rule knows to be to blame, as far as it does. */
const blame = '{{ if .Annotations.cause }} · cause: {{ .Annotations.cause }}{{ end }}';

/**
 * `arb edge · eu · STALE HEAD, HTTP 200 · cause: arb-eu stalled`: what a phone shows at night. The group is of one
 * scope, region and class.
 */
export const pageTitle = first(`${subject} · {{ .Labels.region }} · ${shout}${blame}`);

export const pageLink = first('{{ .Annotations.dashboard_url }}');

/** The cause is in the title, as it was then; it changes, and the router's card has it as it is now. */
export const pageDetails = {
  summary: first('{{ .Annotations.summary }}'),
  impact: first('{{ .Annotations.impact }}'),
  action: first('{{ .Annotations.action }}'),
  runbook: first('{{ .Annotations.runbook_url }}'),
  // Alertmanager adds these four on its own unless they are set; its text is a dump of labels.
  firing: '{{ range .Alerts.Firing }}{{ .Annotations.description }} {{ end }}',
  resolved: '{{ range .Alerts.Resolved }}{{ .Labels.alertname }} {{ end }}',
  num_firing: '{{ .Alerts.Firing | len }}',
  num_resolved: '{{ .Alerts.Resolved | len }}',
} as const;

export const nativeTitle = `{{ if eq .Status "resolved" }}RESOLVED · {{ end }}${first(`${subject} · {{ .Labels.region }} · ${shout}`)}`;

/** The router cannot make a card now, so this message must do on its own. */
export const nativeMessage = `{{ range .Alerts.Firing }}{{ .Annotations.summary }}
{{ .Annotations.description }}
**Impact** {{ .Annotations.impact }}
**First** {{ .Annotations.action }}
{{ .Annotations.runbook_url }}
{{ end }}{{ range .Alerts.Resolved }}Over: {{ .Annotations.summary }}
{{ end }}`;
