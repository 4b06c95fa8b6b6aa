/** The right-hand side: the phone that PagerDuty rings, and the pulse that the dead man's watch listens to. */
import type { Beats } from '../deadman.ts';
import type { Incident } from '../incidents.ts';
import type { Change } from '../pagerduty.ts';
import { type Html, html, join, link } from './html.ts';
import { age, clockTime } from './time.ts';

/** Three missed beats of a minute. */
export const lateAfterMs = 180_000;

const lasted = (incident: Incident, now: number): string => {
  if (incident.resolvedAt !== null) return `lasted ${age(incident.resolvedAt - incident.openedAt)}`;
  return `${age(now - incident.openedAt)} ago`;
};

const ackForm = (incident: Incident): Html =>
  html`<form method="post" action="/standins/pagerduty/ack"><input type="hidden" name="dedup_key" value="${incident.dedup_key}"><button>Acknowledge</button></form>`;

const notice = (incident: Incident, now: number): Html => {
  const { acknowledgedAt, acknowledgedBy, links } = incident;
  const labels = [incident.class, incident.component, incident.group].filter(Boolean);
  const client = incident.client_url
    ? link(incident.client_url, html`${incident.client || 'client'}`)
    : html`${incident.client}`;
  return html`<li class="notice ${incident.status}" id="i${incident.number}">
    <div class="line"><span class="pill">${incident.status}</span><span class="severity ${incident.severity}">${incident.severity}</span><span class="number">#${incident.number}</span><time title="${clockTime(incident.openedAt)} UTC">${lasted(incident, now)}</time></div>
    <div class="summary">${incident.summary}</div>
    <div class="where">${incident.source}${labels.map((label) => html`<span class="label">${label}</span>`)}</div>
    ${acknowledgedAt === null ? null : html`<div class="where">acknowledged ${clockTime(acknowledgedAt)} by ${acknowledgedBy === 'person' ? 'the on-call' : 'an event'}</div>`}
    ${incident.triggers > 1 ? html`<div class="where">${incident.triggers - 1} more ${incident.triggers === 2 ? 'trigger' : 'triggers'}, nobody rung again</div>` : null}
    <details id="d${incident.number}"><summary>details</summary>
      <dl><dt>dedup key</dt><dd><code>${incident.dedup_key}</code></dd><dt>opened</dt><dd>${clockTime(incident.openedAt)} UTC</dd>${incident.client ? html`<dt>client</dt><dd>${client}</dd>` : null}</dl>
      ${incident.details ? html`<pre>${incident.details}</pre>` : null}
      ${links.map(({ href, text }) => html`<div>${link(href, html`${text || href}`)}</div>`)}</details>
    ${incident.status === 'triggered' ? ackForm(incident) : null}
  </li>`;
};

export interface PhoneView {
  readonly pages: number;
  readonly incidents: readonly Incident[];
  readonly changes: readonly Change[];
}

/** Open incidents first, newest first within each. */
export const phone = ({ pages, incidents, changes }: PhoneView, now: number): Html => {
  const newest = incidents.toReversed();
  const sorted = [
    ...newest.filter((one) => one.status !== 'resolved'),
    ...newest.filter((one) => one.status === 'resolved'),
  ];
  const shown = sorted.slice(0, 40).map((incident) => notice(incident, now));
  return html`<section class="phone" aria-label="PagerDuty"><header><h2>PagerDuty</h2><span class="count"><b>${pages}</b> ${pages === 1 ? 'page' : 'pages'}</span></header>
    ${shown.length === 0 ? html`<p class="empty">Nobody was paged.</p>` : html`<ul>${shown}</ul>`}
    ${changes.length === 0 ? null : html`<details class="changes" id="changes"><summary>${changes.length} change events</summary><ul>${changes.toReversed().map((change) => html`<li>${clockTime(change.at)} ${change.summary}</li>`)}</ul></details>`}
  </section>`;
};

export const pulseState = (beats: Beats, now: number): { readonly tone: string; readonly words: string } => {
  if (beats.lastAt === null) return { tone: 'waiting', words: 'no beat yet' };
  const since = now - beats.lastAt;
  return since > lateAfterMs
    ? { tone: 'late', words: `silent for ${age(since)}` }
    : { tone: 'alive', words: `beat ${age(since)} ago` };
};

const beating = (title: string, beats: Beats, now: number): Html => {
  const { tone, words } = pulseState(beats, now);
  const more = [`${beats.beats} ${beats.beats === 1 ? 'beat' : 'beats'}`, `${beats.lastMinute} in the last minute`];
  if (beats.lastAt !== null) more.push(`last ${clockTime(beats.lastAt)} UTC`);
  const alarm =
    tone === 'late' ? html`<p class="alarm">Three beats missed: the outside watcher calls for help now.</p>` : null;
  return html`<section class="pulse ${tone}" aria-label="${title}"><header><h2>${title}</h2></header>
    <div class="beat"><span class="dot"></span><b>${words}</b></div><p>${join(more.map((part, index) => html`${index > 0 ? ' · ' : ''}${part}`))}</p>${alarm}</section>`;
};

/** The router's own only once it was heard: a fleet need not name a second URL. */
export const pulse = (
  pipeline: Beats,
  router: Beats,
  now: number,
): Html => html`${beating("Dead man's switch", pipeline, now)}
  ${router.beats === 0 ? null : beating("Dead man's switch of the router", router, now)}`;
