/** A page to look at the simulated fleet and to break it by hand. No script needed. */
import { faults } from '../faults/index.ts';
import type { Lever } from './switchboard.ts';
import type { SimUrls, Truth } from './types.ts';

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

const style = `
:root { color-scheme: light dark }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; vertical-align: middle }
th { font-weight: 600; white-space: nowrap } form { display: inline-flex; gap: .4rem; margin: 0 }
.bad { color: #c62828; font-weight: 600 } .good { color: #2e7d32 } .halted { color: #ef6c00 } .dim { opacity: .65 }
code { font-size: .9em }
@media (max-width: 40rem) { th { white-space: normal; overflow-wrap: anywhere } td code { display: none } form { flex-wrap: wrap } }`;

const form = (path: string, fields: Readonly<Record<string, string>>, label: string, more = ''): string => {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  return `<form method="post" action="/control/${path}">${hidden.join('')}${more}<button>${label}</button></form>`;
};

const ago = (seconds: number): string => `${Math.max(0, Math.round(seconds))} s`;

const edgeRows = (truth: Truth): string =>
  truth.edges
    .map(
      ({ edge, region, state, since, seconds, node }) =>
        `<tr><th>edge:${edge}:${region}</th><td class="${state}">${state} for ${ago(truth.now - since)}</td>
<td>${node ?? '<span class="dim">the edge itself</span>'}</td><td>${seconds.bad.toFixed(1)} s</td></tr>`,
    )
    .join('\n');

const targetRows = (truth: Truth, urls: Omit<SimUrls, 'control'>, levers: ReadonlyMap<string, Lever>): string =>
  [...levers]
    .map(([name, { modes }]) => {
      const on = truth.actions.find(({ target }) => target === name);
      const [, edge = '', region = ''] = name.split(':');
      const ofEdge = edge === 'arb' || edge === 'eth' ? urls.edges[edge][region] : undefined;
      const url = urls.targets[name] ?? ofEdge ?? urls.controls[['control-1', 'control-2'].indexOf(name)] ?? '';
      const options = [...modes].map((mode) => `<option>${mode}</option>`).join('');
      const state = on
        ? `<span class="bad">${on.mode}</span> for ${ago(truth.now - on.since)} ${form('set', { target: name, mode: on.mode, on: 'false' }, 'lift')}`
        : form('set', { target: name, on: 'true' }, 'switch on', `<select name="mode">${options}</select>`);
      return `<tr><th>${escaped(name)}</th><td><code class="dim">${escaped(url)}</code></td><td>${state}</td></tr>`;
    })
    .join('\n');

const faultRows = (truth: Truth): string =>
  Object.entries(faults)
    .map(([name, { title, does }]) => {
      const on = does.every(({ target, mode }) => truth.actions.some((a) => a.target === target && a.mode === mode));
      const button = form('fault', { fault: name, on: String(!on) }, on ? 'lift' : 'inject');
      return `<tr><th${on ? ' class="bad"' : ''}>${name}</th><td>${escaped(title)}</td><td>${button}</td></tr>`;
    })
    .join('\n');

export const controlPage = (
  truth: Truth,
  urls: Omit<SimUrls, 'control'>,
  levers: ReadonlyMap<string, Lever>,
): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The simulated fleet</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
<h1>The simulated fleet</h1>
<p>${Object.entries(truth.chains)
  .map(([name, head]) => `${name}: block ${head.number}, ${ago(truth.now - head.timestamp)} old`)
  .join(' · ')}
${form('clear', {}, 'lift everything')}</p>
<h2>What members get</h2>
<table><tr><th>region</th><th>truth</th><th>served by</th><th>bad so far</th></tr>
${edgeRows(truth)}</table>
<h2>Faults</h2>
<table>${faultRows(truth)}</table>
<h2>Targets</h2>
<table>${targetRows(truth, urls, levers)}</table>
<p class="dim">Machines read <a href="/control/truth">truth</a>, <a href="/control/faults">faults</a>,
<a href="/control/requests">requests</a> and <a href="/control/targets">targets</a>.</p>
</body></html>
`;
