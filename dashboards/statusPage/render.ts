/**
 * The status page: everything that members need, in one document without any other resource. It may be served or be
 * copied anywhere: what it may do it says itself, and once it is old it says that (`script.ts`).
 */
import type { RegionStatus, Status } from '../../collector/status.ts';
import { Html, html } from './html.ts';
import { incidentSection } from './incidents.ts';
import { pagePolicy, script } from './script.ts';
import { chainSection, edgeSection, nodeSection, watchSection } from './sections.ts';
import { maintenanceSection, slaSection } from './serviceLevel.ts';
import { style } from './style.ts';
import * as words from './words.ts';

/** The page as served is asked for again after this long. */
const renewSeconds = 5;

/** "Down in eu" says more than "Degraded", and says nothing of a region that nobody sees. */
const headline = (status: Status): string => {
  const { word } = words.serviceWords[status.state];
  const regions = status.edges.flatMap((edge) => edge.regions);
  const named = (what: string, wanted: RegionStatus['state']): string[] => {
    const found = new Set(
      regions.filter(({ measured, state }) => measured && state === wanted).map((each) => each.region),
    );
    return found.size > 0 ? [`${what} in ${[...found].join(', ')}`] : [];
  };
  const unmeasured = regions.some(({ measured }) => !measured);
  switch (status.state) {
    case 'up':
      return regions.length > 1 ? `${word} in all ${unmeasured ? 'measured ' : ''}regions` : word;
    case 'degraded':
      return [word, [...named('down', 'bad'), ...named('unknown', 'unknown')].join(', ')].filter(Boolean).join(': ');
    case 'down':
      return word;
    case 'unknown':
      return `${word}: we cannot tell now`;
  }
};

const iconOf = ({ icon: sign, tone }: words.Word): string => {
  const color = { good: '#1a7437', warn: '#8a5800', bad: '#bf2330', unknown: '#6045a8' }[tone];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${color}"/><text x="16" y="23" font-size="20" text-anchor="middle" fill="#fff">${sign}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

const hero = (status: Status): Html => {
  const word = words.serviceWords[status.state];
  const old = `What is below was true at ${words.clock(status.at)}, ${words.day(status.at)}, and may not be any more. Load the page again.`;
  return html`<div class="hero ${word.tone}">
<span class="badge" aria-hidden="true">${word.icon}</span>
<h1>${headline(status)}</h1>
<p class="advice" data-old="${old}">${status.advice}</p>
</div>`;
};

/**
 * @param status as in `status.json`; every text in it is escaped
 * @param renew seconds after which a reader asks for it again; a copy is not newer before it is copied again
 * @returns a whole HTML document
 */
export const renderStatusPage = (status: Status, renew = renewSeconds): string => {
  const word = words.serviceWords[status.state];
  const { at, validUntil, openIncidents, lastIncidents, maintenance } = status;
  const openWindow = maintenance !== null && maintenance.from <= at && at < maintenance.to;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${pagePolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<noscript><meta http-equiv="refresh" content="${renew}"></noscript>
<meta name="color-scheme" content="light dark">
<title>${word.icon} ${word.word} · ${status.service}</title>
<link rel="icon" href="${iconOf(word)}" data-old="${iconOf(words.serviceWords.unknown)}">
<style>${new Html(style)}</style>
</head>
<body data-at="${at}" data-until="${validUntil}" data-renew="${renew}">
<div class="page">
<header class="top">
<span class="name">${status.service} status</span>
<span class="small soft">as of <time datetime="${words.machineTime(at)}"><strong>${words.clock(at)}</strong>, ${words.day(at)}</time></span>
</header>
<noscript><p class="card unknown alone">Without script this page cannot tell how old it is. It was true at ${words.clock(at)}, ${words.day(at)}; after ${words.clock(validUntil)} it means unknown.</p></noscript>
<main>
${hero(status)}
${openIncidents.length > 0 && incidentSection('Open incidents', openIncidents, at, '')}
${openWindow && maintenanceSection(maintenance, at)}
${status.edges.map((edge) => edgeSection(edge, at))}
${chainSection(status.chains)}
${slaSection(status)}
${!openWindow && maintenanceSection(maintenance, at)}
${nodeSection(status.nodes)}
${openIncidents.length === 0 && incidentSection('Open incidents', [], at, status.state === 'unknown' ? 'None on record.' : 'None.')}
${incidentSection('Last incidents', lastIncidents, at, 'None on record.')}
${watchSection(status)}
</main>
<footer>
<p>The page renews itself every ${renew} seconds while it can. For machines: <a href="status.json">status.json</a>.</p>
<p>A copy of it knows nothing newer than ${words.clock(at)}, ${words.day(at)}: after ${words.duration(validUntil - at)} it says unknown.</p>
</footer>
</div>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
};
