/**
 * The status page: everything that members need, in one document without script and without any other resource. Its
 * content security policy needs only `style-src 'unsafe-inline'; img-src data:`.
 */
import type { Status } from '../../collector/status.ts';
import { Html, html } from './html.ts';
import { chainSection, edgeSection, incidentSection, nodeSection, watchSection } from './sections.ts';
import { staleAfterSeconds, style } from './style.ts';
import * as words from './words.ts';

const refreshSeconds = 5;

/** "Down in eu" says more than "Degraded". */
const headline = (status: Status): string => {
  const { word } = words.serviceWords[status.state];
  const regions = status.edges.flatMap((edge) => edge.regions);
  const bad = [...new Set(regions.filter(({ state }) => state === 'bad').map(({ region }) => region))];
  const unmeasured = regions.some(({ measured }) => !measured);
  switch (status.state) {
    case 'up':
      return regions.length > 1 ? `${word} in all ${unmeasured ? 'measured ' : ''}regions` : word;
    case 'degraded':
      return bad.length > 0 ? `${word}: down in ${bad.join(', ')}` : word;
    case 'down':
      return word;
    case 'unknown':
      return `${word}: we cannot tell now`;
  }
};

const icon = (status: Status): string => {
  const { icon: sign, tone } = words.serviceWords[status.state];
  const color = { good: '#1a7437', warn: '#8a5800', bad: '#bf2330', unknown: '#6045a8' }[tone];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${color}"/><text x="16" y="23" font-size="20" text-anchor="middle" fill="#fff">${sign}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

const hero = (status: Status): Html => {
  const word = words.serviceWords[status.state];
  return html`<div class="heroes">
<div class="hero now ${word.tone}">
<span class="badge" aria-hidden="true">${word.icon}</span>
<h1>${headline(status)}</h1>
<p>${status.advice}</p>
</div>
<div class="hero old unknown">
<span class="badge" aria-hidden="true">?</span>
<p class="state">Unknown: this copy is old</p>
<p>It was not renewed for ${staleAfterSeconds} seconds. Load the page again; what is below was true at ${words.clock(status.at)}.</p>
</div>
</div>`;
};

/**
 * @param status as in `status.json`; every text in it is escaped
 * @returns a whole HTML document
 */
export const renderStatusPage = (status: Status): string => {
  const word = words.serviceWords[status.state];
  const { at, openIncidents, lastIncidents } = status;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refreshSeconds}">
<meta name="color-scheme" content="light dark">
<title>${word.icon} ${word.word} · ${status.service}</title>
<link rel="icon" href="${icon(status)}">
<style>${new Html(style)}</style>
</head>
<body>
<div class="page">
<header class="top">
<span class="name">${status.service} status</span>
<span class="small soft">as of <time datetime="${words.machineTime(at)}"><strong>${words.clock(at)}</strong>, ${words.day(at)}</time></span>
</header>
<main>
${hero(status)}
${openIncidents.length > 0 && incidentSection('Open incidents', openIncidents, at, '')}
${status.edges.map((edge) => edgeSection(edge, at))}
${chainSection(status.chains)}
${nodeSection(status.nodes)}
${openIncidents.length === 0 && incidentSection('Open incidents', [], at, status.state === 'unknown' ? 'None on record.' : 'None.')}
${incidentSection('Last incidents', lastIncidents, at, 'None on record.')}
${watchSection(status)}
</main>
<footer>
<p>The page renews itself every ${refreshSeconds} seconds and needs no script. For machines: <a href="/status.json">status.json</a>.</p>
<p>A copy of it knows nothing newer than ${words.clock(at)}, ${words.day(at)}: an old copy means unknown.</p>
</footer>
</div>
</body>
</html>
`.text;
};
