/** The sections below the headline. */
import type { ChainStatus, EdgeStatus, NodeStatus, RegionStatus, Status } from '../../collector/status.ts';
import { chainTitle } from '../kit/names.ts';
import { type Html, html } from './html.ts';
import * as words from './words.ts';

/** @param past it says nothing of now, and stays true when the page grows old */
export const stateText = ({ icon, word, tone }: words.Word, past = false): Html =>
  html`<span class="state ${tone}${past && ' past'}"><span class="icon" aria-hidden="true">${icon}</span> ${word}</span>`;

export const sentence = (text: string): string => (text === '' ? '' : text.charAt(0).toUpperCase() + text.slice(1));

export const fact = (name: string, value: string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

export const where = (region: string): string => (region === 'all' ? 'All regions' : region === 'none' ? '' : region);

export const moment = (unix: number): Html =>
  html`<time datetime="${words.machineTime(unix)}">${words.day(unix)}, ${words.clock(unix)}</time>`;

const notMeasured: words.Word = { icon: '?', word: 'Not measured', tone: 'unknown' };

const regionCard = (region: RegionStatus, at: number): Html => {
  if (!region.measured) {
    return html`<li class="card ${notMeasured.tone}">
<h3><span>${region.region}</span> ${stateText(notMeasured)}</h3>
<p>Nobody watches from there.</p>
</li>`;
  }
  const word = words.edgeWords[region.state];
  return html`<li class="card ${word.tone}">
<h3><span>${region.region}</span> ${stateText(word)}</h3>
<dl class="facts">${fact('Head age', words.duration(region.headAgeSeconds))}${fact('Behind', words.duration(region.lagSeconds))}${
    region.since !== null && fact('For', words.duration(at - region.since))
  }</dl>
${word.tone !== 'good' && region.detail !== '' && html`<p>${sentence(region.detail)}</p>`}
</li>`;
};

export const edgeSection = (edge: EdgeStatus, at: number): Html => html`<section>
<h2>${edge.alias} by region ${stateText(words.serviceWords[edge.state])}</h2>
<ul class="cards">${edge.regions.map((region) => regionCard(region, at))}</ul>
</section>`;

const chainCard = (chain: ChainStatus): Html => {
  const word = words.chainWords[chain.verdict];
  return html`<li class="card ${word.tone}">
<h3><span>${chainTitle(chain.chain)}</span> ${stateText(word)}</h3>
<dl class="facts">${fact('Head', words.count(chain.headNumber))}${fact('Head age', words.duration(chain.headAgeSeconds))}</dl>
${word.tone !== 'good' && chain.detail !== '' && html`<p>${sentence(chain.detail)}</p>`}
</li>`;
};

export const chainSection = (chains: readonly ChainStatus[]): Html | false => {
  const [only] = chains;
  if (!only) return false;
  const title = chains.length === 1 ? `${chainTitle(only.chain)} itself` : 'The chains themselves';
  return html`<section>
<h2>${title}</h2>
<ul class="cards">${chains.map(chainCard)}</ul>
</section>`;
};

const blocks = (lag: number | null): string =>
  lag === null ? '' : `${words.count(lag)} ${Math.round(lag) === 1 ? 'block' : 'blocks'}`;

/** In a narrow cell: a dash for the eye, words for the ear. */
const cell = (text: string): Html | string =>
  text === words.notKnown ? html`<span aria-hidden="true">–</span><span class="unseen">${words.notKnown}</span>` : text;

const nodeRow = (node: NodeStatus): Html => html`<tr>
<th scope="row">${node.alias}<small>${node.region} · ${chainTitle(node.chain)}</small></th>
<td>${stateText(words.nodeWords[node.verdict])}${node.verdict !== 'ok' && html`<small>${sentence(node.detail)}</small>`}</td>
<td class="number">${cell(words.duration(node.lagSeconds))}<small>${blocks(node.lagBlocks)}</small></td>
<td class="number">${cell(words.count(node.headNumber))}<small>${node.headAgeSeconds !== null && `${words.duration(node.headAgeSeconds)} old`}</small></td>
</tr>
`;

export const nodeSection = (nodes: readonly NodeStatus[]): Html | false =>
  nodes.length > 0 &&
  html`<section>
<h2 id="nodes">Nodes</h2>
<div class="sheet"><table aria-labelledby="nodes">
<thead><tr><th scope="col">Node</th><th scope="col">Verdict</th><th scope="col" class="number">Behind</th><th scope="col" class="number">Head</th></tr></thead>
<tbody>${nodes.map(nodeRow)}</tbody>
</table></div>
</section>`;

/** Seconds that the router takes a view for the present; with a young one, nobody counts only because all are blind. */
const freshFor = 10;

const verifiedText = (isolation: Status['isolation']): Html | false =>
  isolation !== undefined &&
  isolation.verified > 0 &&
  html`<p class="small soft">Isolation of the nodes verified ${isolation.verified} times in ${isolation.days} days.</p>`;

export const watchSection = ({ watchers, dataAgeSeconds, standing, isolation }: Status): Html => {
  const all = watchers.seen >= watchers.expected && watchers.expected > 0;
  const word: words.Word = all
    ? { icon: '✔', word: `${watchers.seen} of ${watchers.expected} watching`, tone: 'good' }
    : watchers.seen > 0
      ? { icon: '▲', word: `${watchers.seen} of ${watchers.expected} watching`, tone: 'warn' }
      : dataAgeSeconds !== null && dataAgeSeconds <= freshFor
        ? { icon: '?', word: 'Cut off from the Internet', tone: 'unknown' }
        : { icon: '?', word: 'Nobody watching', tone: 'unknown' };
  return html`<section>
<h2>Who watches</h2>
<ul class="cards"><li class="card ${word.tone}"><h3>${stateText(word)}</h3>
<p>Newest measurement: ${dataAgeSeconds === null ? 'none' : `${words.duration(dataAgeSeconds)} old`}.</p>${verifiedText(isolation)}</li></ul>
${
  standing.length > 0 &&
  html`</section><section><h2>To know</h2>
<ul class="notes small soft">${standing.map((line) => html`<li>${line}</li>`)}</ul>`
}
</section>`;
};
