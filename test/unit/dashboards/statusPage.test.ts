import { describe, expect, it } from 'vitest';
import { chainVerdicts, edgeStates, nodeVerdicts } from '../../../collector/catalogue/labels.ts';
import type { Status } from '../../../collector/status.ts';
import { escapeHtml } from '../../../dashboards/statusPage/html.ts';
import { renderStatusPage } from '../../../dashboards/statusPage/render.ts';
import { script } from '../../../dashboards/statusPage/script.ts';
import { at, degraded, down, slaOf, unknown, up } from './support/statuses.ts';

/** The text that a person reads, without tags and style. */
const read = (page: string): string =>
  page
    .replaceAll(/<(style|script|noscript)>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('what a member reads', () => {
  it('says that it is up, what to do, and when that was true', () => {
    const text = read(renderStatusPage(up));
    expect(text).toContain('✔ Up in all regions Nothing to do: every region is served.');
    expect(text).toContain('as of 13:00:00 UTC , 22 Nov 2026');
    expect(text).toContain('3 of 3 watching Newest measurement: 0.7 s old.');
    expect(text).toContain('Nobody will be paged: no PagerDuty key.');
    expect(text).toContain('Arbitrum RPC: one node behind ✔ Resolved us · 21 Nov 2026, 12:00:00 UTC , lasted 8 m 38 s');
  });

  it('says how often isolation was verified, and nothing before that is known', () => {
    const text = read(renderStatusPage({ ...up, isolation: { verified: 4318, days: 30 } }));
    expect(text).toContain('Isolation of the nodes verified 4318 times in 30 days.');
    for (const page of [up, { ...up, isolation: { verified: 0, days: 30 } }])
      expect(read(renderStatusPage(page))).not.toContain('Isolation');
  });

  it('names the region that is down, for how long, and why', () => {
    const text = read(renderStatusPage(degraded));
    expect(text).toContain('▲ Degraded: down in eu');
    expect(text).toContain('eu ✖ Down Head age 2 m 41 s Behind 2 m 40 s For 2 m 11 s The head is 160 s behind');
    expect(text).toContain('ap ? Not measured Nobody watches from there.');
    expect(text).toContain(
      'Arbitrum RPC is down in eu ✖ Outage eu · for 2 m 11 s, since 22 Nov 2026, 12:57:49 UTC Cause: one of our nodes',
    );
    expect(text).toContain(
      'Node EU eu · Arbitrum ✖ Stalled No new block for 160 s while the chain went on 2 m 40 s 640 blocks',
    );
    expect(text).toContain('▲ 2 of 3 watching');
  });

  it('says of which other region nobody can tell', () => {
    const edges = degraded.edges.map((edge) => ({
      ...edge,
      regions: edge.regions.map((each) => (each.region === 'us' ? { ...each, state: 'unknown' as const } : each)),
    }));
    expect(read(renderStatusPage({ ...degraded, edges }))).toContain('▲ Degraded: down in eu, unknown in us ');
  });

  it('puts an open incident above everything but the headline', () => {
    const page = renderStatusPage(down);
    const order = ['<h1>Down</h1>', 'Open incidents', 'by region', 'The chains themselves', 'Nodes', 'Last incidents'];
    const places = order.map((part) => page.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('never calls it up when it does not know', () => {
    const text = read(renderStatusPage(unknown));
    expect(text).toContain('? Unknown: we cannot tell now');
    expect(text).toContain('? Nobody watching Newest measurement: 3 m 32 s old.');
    expect(text).not.toMatch(/✔|\bUp\b/);
    expect(text).not.toMatch(/ 0 s/);
  });

  it('tells a watcher that is blind from one that is gone', () => {
    const blind = { ...unknown, watchers: { seen: 0, expected: 1 } };
    expect(read(renderStatusPage({ ...blind, dataAgeSeconds: 0.8 }))).toContain('? Cut off from the Internet');
    expect(read(renderStatusPage({ ...blind, dataAgeSeconds: null }))).toContain('? Nobody watching');
  });

  it('keeps zero apart from nothing', () => {
    const text = read(
      renderStatusPage({
        ...up,
        nodes: [
          { ...up.nodes[0], ...zero },
          { ...up.nodes[0], ...nothing },
        ],
      }),
    );
    expect(text).toContain('Zero eu · Arbitrum ✔ OK 0 s 0 blocks 0 0 s old');
    expect(text).toContain('Nothing eu · Arbitrum ? Unknown Not asked yet – not known – not known');
  });

  it('does not say "all regions" of regions that nobody measures', () => {
    const [edge] = up.edges;
    const [first, second] = edge?.regions ?? [];
    if (!edge || !first || !second) throw new Error('the sample has regions');
    const regions = [first, { ...second, measured: false, state: 'unknown' as const }];
    expect(read(renderStatusPage({ ...up, edges: [{ ...edge, regions }] }))).toContain('✔ Up in all measured regions');
  });

  it('gives both ends of the service level, what is left of the budget, and the worst region first', () => {
    const text = read(renderStatusPage(up));
    expect(text).toContain(
      'Service level in Nov 2026, so far Arbitrum RPC ✔ Within budget 99.988 % (99.983 % if every unmeasured second was bad)',
    );
    expect(text).toContain('Of 99.98 % promised.');
    expect(text).toContain('Budget left 5 m 12 s of 8 m 38 s Bad 3 m 26 s Not measured 97 s');
    expect(text).toMatch(/us 99\.989 % \(99\.986 % if every .* eu 99\.999 % \(99\.997 % if .* ap 100\.000 %/);
  });

  it.each([
    ['nearly spent', { unknownSeconds: 0 }, 68.4, '▲ Nearly spent', 'Budget left 68 s of 8 m 38 s'],
    ['missed', {}, -92.6, '✖ Missed', 'Budget 93 s over the 8 m 38 s'],
    ['more unmeasured than is left', { unknownSeconds: 400 }, 312.4, '? Cannot be told', 'Not measured 6 m 40 s'],
    ['nothing measured', { goodPercent: null }, 518.4, '? Not measured yet', 'not known: nothing was measured'],
    ['a halt', { haltedSeconds: 60 }, 312.4, '✔ Within budget', 'Chain halted, not us 60 s'],
  ])('service level: %s', (_, any, left, word, figure) => {
    const text = read(renderStatusPage({ ...up, sla: slaOf(any, left) }));
    expect(text).toContain(`Arbitrum RPC ${word}`);
    expect(text).toContain(figure);
  });

  it('names regions that nobody measures beside the figures, and says when there are none', () => {
    expect(read(renderStatusPage(degraded))).toContain('Not in these figures, because nobody watches from there: ap.');
    expect(read(renderStatusPage(unknown))).toContain('Service level this month Not known right now.');
  });

  it('announces planned work, and puts it on top while it is under way', () => {
    expect(read(renderStatusPage(up))).toContain(
      'Node AP ■ Planned ap · 24 Nov 2026, 02:00:00 UTC to 24 Nov 2026, 03:00:00 UTC A new disk',
    );
    expect(read(renderStatusPage(unknown))).toContain('Planned work None announced.');
    const page = renderStatusPage(down);
    expect(read(page)).toContain('Arbitrum RPC ■ Under way All regions · ');
    expect(page.indexOf('Planned work')).toBeLessThan(page.indexOf('by region'));
  });

  it('has a page for a fleet without edges, incidents or chains', () => {
    const text = read(renderStatusPage({ ...up, edges: [], chains: [], lastIncidents: [], standing: [] }));
    expect(text).toContain('✔ Up Nothing to do');
    expect(text).toContain('Open incidents None.');
    expect(text).not.toMatch(/by region|Arbitrum itself|themselves|To know|Service level/);
  });
});

const zero = { ...base('Zero'), verdict: 'ok' as const, headNumber: 0, headAgeSeconds: 0, lagSeconds: 0, lagBlocks: 0 };
const nothing = {
  ...base('Nothing'),
  verdict: 'unknown' as const,
  headNumber: null,
  headAgeSeconds: null,
  lagSeconds: null,
  lagBlocks: null,
};
function base(alias: string) {
  return { alias, chain: 'arbitrum-one', region: 'eu', since: at, detail: 'not asked yet' };
}

describe('every state by icon, word and colour', () => {
  it.each(nodeVerdicts)('node %s', (verdict) => {
    const [node] = up.nodes;
    if (!node) throw new Error('the sample has nodes');
    const page = renderStatusPage({ ...unknown, nodes: [{ ...node, verdict }] });
    const [, tone, icon] = /<tbody>[\s\S]*?class="state (\w+)"><span[^>]*>(.)<\/span>\s\S/.exec(page) ?? [];
    expect(tone === 'good').toBe(verdict === 'ok');
    expect(icon === '✔').toBe(verdict === 'ok');
  });
  it.each(edgeStates)('region %s', (state) => {
    const [edge] = up.edges;
    const [region] = edge?.regions ?? [];
    if (!edge || !region) throw new Error('the sample has regions');
    const page = renderStatusPage({ ...unknown, chains: [], edges: [{ ...edge, regions: [{ ...region, state }] }] });
    expect(/<li class="card good">/.test(page)).toBe(state === 'good');
  });
  it.each(chainVerdicts)('chain %s', (verdict) => {
    const [chain] = up.chains;
    if (!chain) throw new Error('the sample has chains');
    const page = renderStatusPage({ ...unknown, edges: [], nodes: [], chains: [{ ...chain, verdict }] });
    expect(/<li class="card good">/.test(page)).toBe(verdict === 'live');
  });
});

describe('hostile content', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\u202e\u0007`;
  const poison = <T>(value: T): T => {
    if (typeof value === 'string') return value as T;
    if (Array.isArray(value)) return value.map(poison) as T;
    if (typeof value !== 'object' || value === null) return value;
    const texts = [
      'service',
      'advice',
      'alias',
      'chain',
      'region',
      'detail',
      'title',
      'id',
      'month',
      'about',
      'reason',
    ];
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        texts.includes(key) ? evil : key === 'standing' ? [evil] : poison(inner),
      ]),
      // The same keys, and strings where there were strings.
    ) as T;
  };
  const ours = `<script>${script}</script>`;
  const pages = [up, degraded, down, unknown].map((status: Status) => {
    const [before, after, ...more] = renderStatusPage(poison(status)).split(ours);
    expect([typeof after, more]).toEqual(['string', []]);
    return `${before}${after}`;
  });

  it('stays text, in content and in attributes', () => {
    for (const page of pages) {
      expect(page).not.toMatch(/<script|<img|\u202e/i);
      expect(page).not.toContain('\u0007');
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      const tags = new Set([...page.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag));
      expect([...tags].filter((tag) => !known.has(tag ?? ''))).toEqual([]);
      for (const [, attribute] of page.matchAll(/<[^>]*\s(on\w+)=/g)) expect(attribute).toBeUndefined();
    }
  });

  it('survives numbers and times that are none', () => {
    const odd = { ...up, at: Number.NaN, dataAgeSeconds: Number.POSITIVE_INFINITY };
    expect(read(renderStatusPage(odd))).toContain('as of not known');
  });

  it('escapes the five signs', () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
  });
});
const known = new Set(
  'html head meta title link style body noscript div header span time strong main h1 h2 h3 p section ul li dl dt dd table thead tbody tr th td small footer a'.split(
    ' ',
  ),
);
