/** Texts that Alertmanager itself writes, in its own template language. Kept to functions that 0.25 has. */

/** `edge:arb` → `arb edge`, `self` → `monitor`, `sla` → `service level`. */
const subject = `{{ if eq .Labels.scope "self" }}monitor{{ else if eq .Labels.scope "sla" }}service level{{ else }}{{ reReplaceAll "^(.*):(.*)$" "$2 $1" .Labels.scope }}{{ end }}`;
/** What the rule found to be wrong, `STALE HEAD, HTTP 200`; else `EdgeDown` → `EDGE DOWN`. */
const shout = `{{ if .Annotations.headline }}{{ .Annotations.headline }}{{ else }}{{ reReplaceAll "([a-z])([A-Z])" "$1 $2" .Labels.alertname | toUpper }}{{ end }}`;

const first = (text: string): string => `{{ with index .Alerts 0 }}${text}{{ end }}`;

/** `arb edge · eu · STALE HEAD, HTTP 200`: what a phone shows at night. The group is of one scope, region and class. */
export const pageTitle = first(`${subject} · {{ .Labels.region }} · ${shout}`);

export const pageLink = first('{{ .Annotations.dashboard_url }}');

/** No cause: Alertmanager does not know it, and it changes; the router's card has it. */
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
