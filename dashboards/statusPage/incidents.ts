/** Incidents, open and over. */
import { causeWords } from '../../collector/catalogue/words.ts';
import type { IncidentStatus } from '../../collector/status.ts';
import { type Html, html } from './html.ts';
import { moment, stateText, where } from './sections.ts';
import * as words from './words.ts';

const lasted = ({ state, startedAt, resolvedAt }: IncidentStatus, at: number): Html => {
  if (state === 'unknown') return html`since ${moment(startedAt)}; whether it is over is not known`;
  return resolvedAt === null
    ? html`for ${words.duration(at - startedAt)}, since ${moment(startedAt)}`
    : html`${moment(startedAt)}, lasted ${words.duration(resolvedAt - startedAt)}`;
};

const incidentCard = (incident: IncidentStatus, at: number): Html => {
  const word: words.Word =
    incident.state === 'resolved'
      ? { icon: '✔', word: 'Resolved', tone: 'good' }
      : incident.state === 'recovering'
        ? { icon: '▲', word: 'Recovering', tone: 'warn' }
        : incident.state === 'unknown'
          ? { icon: '?', word: 'Not known', tone: 'unknown' }
          : words.severityWords[incident.severity];
  const region = where(incident.region);
  return html`<li class="card ${word.tone}">
<h3><span>${incident.title}</span> ${stateText(word, incident.state === 'resolved')}</h3>
<p>${region !== '' && `${region} · `}${lasted(incident, at)}</p>
<p>Cause: ${causeWords[incident.cause]}</p>
</li>`;
};

export const incidentSection = (title: string, incidents: readonly IncidentStatus[], at: number, none: string): Html =>
  html`<section>
<h2>${title}</h2>
${
  incidents.length > 0
    ? html`<ul class="cards wide">${incidents.map((incident) => incidentCard(incident, at))}</ul>`
    : html`<div class="sheet"><p class="plain">${none}</p></div>`
}
</section>`;
