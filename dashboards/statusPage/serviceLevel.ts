/** The service level of this month, and planned work. */
import { formatRange } from '../../collector/policy/percent.ts';
import type { MaintenanceStatus, SlaFigures, SlaStatus, Status } from '../../collector/status.ts';
import { type Html, html } from './html.ts';
import { fact, moment, sentence, stateText } from './sections.ts';
import * as words from './words.ts';

/** Below this share of the month's budget, what is left is nearly nothing. */
const nearlySpent = 0.25;

type SlaEdge = SlaStatus['edges'][number];

const slaWord = ({ any, budgetLeftSeconds }: SlaEdge, budgetSeconds: number): words.Word => {
  if (any.goodPercent === null) return { icon: '?', word: 'Not measured yet', tone: 'unknown' };
  if (budgetLeftSeconds < 0) return { icon: '✖', word: 'Missed', tone: 'bad' };
  if (any.unknownSeconds > budgetLeftSeconds) return { icon: '?', word: 'Cannot be told', tone: 'unknown' };
  if (budgetLeftSeconds < nearlySpent * budgetSeconds) return { icon: '▲', word: 'Nearly spent', tone: 'warn' };
  return { icon: '✔', word: 'Within budget', tone: 'good' };
};

/** `5 m 12 s of 8 m 38 s`. */
const budget = (left: number, whole: number): string =>
  left < 0
    ? `${words.duration(-left)} over the ${words.duration(whole)}`
    : `${words.duration(left)} of ${words.duration(whole)}`;

/** Both ends as always, the second one smaller: a phone has little room for a table. */
const range = ({ goodPercent, worstPercent }: SlaFigures): Html => {
  const [first = '', ...rest] = formatRange(goodPercent, worstPercent).split(' (');
  return html`${first}${rest.length > 0 && html` <small>(${rest.join(' (')}</small>`}`;
};

const regionRow = (region: SlaFigures & { readonly region: string }): Html => html`<tr>
<th scope="row">${region.region}</th>
<td>${range(region)}</td>
<td class="number">${words.duration(region.badSeconds)}<small>${words.duration(region.unknownSeconds)}</small></td>
</tr>
`;

const slaCard = (edge: SlaEdge, sla: SlaStatus, notMeasured: readonly string[]): Html => {
  const word = slaWord(edge, sla.budgetSeconds);
  const { any, regions } = edge;
  return html`<li class="card ${word.tone}">
<h3><span>${edge.alias}</span> ${stateText(word)}</h3>
<p class="figure">${formatRange(any.goodPercent, any.worstPercent)}</p>
<p>Of ${sla.objectivePercent} % promised. A second counts as bad when it was bad in any measured region.</p>
<dl class="facts">${fact(edge.budgetLeftSeconds < 0 ? 'Budget' : 'Budget left', budget(edge.budgetLeftSeconds, sla.budgetSeconds))}${fact('Bad', words.duration(any.badSeconds))}${fact('Not measured', words.duration(any.unknownSeconds))}${
    any.haltedSeconds > 0 && fact('Chain halted, not us', words.duration(any.haltedSeconds))
  }</dl>
${
  regions.length > 0 &&
  html`<div class="sheet"><table>
<thead><tr><th scope="col">Region</th><th scope="col">Service level</th><th scope="col" class="number">Bad<small>not measured</small></th></tr></thead>
<tbody>${regions.map(regionRow)}</tbody>
</table></div>`
}
${notMeasured.length > 0 && html`<p>Not in these figures, because nobody watches from there: ${notMeasured.join(', ')}.</p>`}
</li>`;
};

/** A service without an edge for members promises nothing that is measured here. */
export const slaSection = ({ sla, edges }: Status): Html | false => {
  if (edges.length === 0) return false;
  if (sla === null) {
    return html`<section>
<h2>Service level this month</h2>
<div class="sheet"><p class="plain">Not known right now.</p></div>
</section>`;
  }
  const notMeasured = (alias: string): readonly string[] =>
    edges
      .filter((edge) => edge.alias === alias)
      .flatMap(({ regions }) => regions.filter(({ measured }) => !measured).map(({ region }) => region));
  return html`<section>
<h2>Service level in ${words.monthName(sla.month)}, so far</h2>
<ul class="cards wide">${sla.edges.map((edge) => slaCard(edge, sla, notMeasured(edge.alias)))}</ul>
</section>`;
};

export const maintenanceSection = (planned: MaintenanceStatus | null, at: number): Html => {
  if (planned === null) {
    return html`<section>
<h2>Planned work</h2>
<div class="sheet"><p class="plain">None announced.</p></div>
</section>`;
  }
  const open = planned.from <= at;
  const word: words.Word = { icon: '■', word: open ? 'Under way' : 'Planned', tone: 'warn' };
  return html`<section>
<h2>Planned work</h2>
<ul class="cards wide"><li class="card ${word.tone}">
<h3><span>${planned.about}</span> ${stateText(word)}</h3>
<p>${planned.regions.length > 0 ? planned.regions.join(', ') : 'All regions'} · ${moment(planned.from)} to ${moment(planned.to)}</p>
${planned.reason !== '' && html`<p>${sentence(planned.reason)}</p>`}
</li></ul>
</section>`;
};
