import { describe, expect, it } from 'vitest';
import { brokenCell, cellTable, matrixLine, summariseCells } from '../../../demo/drill/matrix/cellResult.ts';
import { type Cell, cellName, cellsNamed, matrixCells, victims } from '../../../demo/drill/matrix/cells.ts';
import { judgeCell, type Observed } from '../../../demo/drill/matrix/judgeCell.ts';
import type { Entry } from '../../../demo/standins/types.ts';
import { beat, card, page, refused } from './entries.ts';

const dueAt = 1_000_000;
const clearedAt = dueAt + 60_000;
const endsAt = clearedAt + 72_000;

const ends: readonly Entry[] = [card(endsAt, 'RESOLVED', { edit: true }), page(endsAt, 'resolve')];
const told = (at: number): readonly Entry[] => [page(at, 'trigger', { isNew: true }), card(at + 300, 'PAGE')];
const whole = [...told(dueAt + 1500), ...ends];

const observed = (cell: Cell, entries: readonly Entry[], more: Partial<Observed> = {}): Observed => ({
  ...{ cell, fault: 'edge-down', dueAt, downAt: dueAt - 10_000, upAt: dueAt + 13_000, clearedAt },
  ...{ endedAt: endsAt + 10_000, entries, scale: 1, ...more },
});

const routerBefore: Cell = { victim: 'router', when: 'before' };

describe('a cell of the matrix', () => {
  it('counts the page from due where a path was left, and the card from the return of its only way', () => {
    const entries = [page(dueAt + 1500, 'trigger', { isNew: true }), card(dueAt + 15_000, 'PAGE'), ...ends];
    expect(judgeCell(observed(routerBefore, entries))).toEqual({
      ...{ victim: 'router', when: 'before', cards: 1, pages: 1, resolved: true, page_ms: 1500, card_ms: 2000 },
      ...{ path_left: true, outage_s: 23, fault: 'edge-down', ok: true, objective: 90 },
    });
  });

  it('counts both from the return where nothing was left, unless they came before it', () => {
    const cell: Cell = { victim: 'prometheus', when: 'before' };
    const later = [...told(dueAt + 13_000 + 4000), ...ends];
    expect(judgeCell(observed(cell, later))).toMatchObject({
      path_left: false,
      page_ms: 4000,
      card_ms: 4300,
      ok: true,
    });
    expect(judgeCell(observed(cell, whole))).toMatchObject({ page_ms: 1500, card_ms: 1800, ok: true });
  });

  it('finds a resolve that was lost, on either side', () => {
    for (const lost of ends) {
      const result = judgeCell(
        observed(
          routerBefore,
          whole.filter((entry) => entry !== lost),
        ),
      );
      expect(result).toMatchObject({ resolved: false, ok: false, why: 'not resolved' });
    }
  });

  it('finds a second card and a second page', () => {
    const second = judgeCell(observed(routerBefore, [...whole, card(endsAt, 'PAGE', { id: 'm2' })]));
    expect(second).toMatchObject({ cards: 2, ok: false, why: '2 cards, owed 1; not resolved' });
    const again = [page(endsAt + 1, 'trigger', { isNew: true }), page(endsAt + 2, 'resolve')];
    expect(judgeCell(observed(routerBefore, [...whole, ...again]))).toMatchObject({ pages: 2, why: '2 pages, owed 1' });
  });

  it('finds a page that is late, early, or not there, and what is about something else', () => {
    const late = [...told(dueAt + 31_000), ...ends];
    expect(judgeCell(observed(routerBefore, late)).why).toContain('the page came 31000 ms late');
    expect(judgeCell(observed(routerBefore, [...told(dueAt - 4000), ...ends])).why).toContain(
      '4000 ms before it was due',
    );
    const none = judgeCell(observed(routerBefore, []));
    expect(none).toMatchObject({ ok: false, resolved: false, page_ms: null });
    expect(none.why).toBe('0 cards, owed 1; 0 pages, owed 1; no page; no card; not resolved');
    const monitor = judgeCell(
      observed(routerBefore, [...whole, page(dueAt, 'trigger', { isNew: true, pageClass: 'monitor' })]),
    );
    expect(monitor.why).toContain('a page of class monitor');
    const elsewhere = [...whole, page(dueAt, 'trigger', { isNew: true, region: 'us' })];
    expect(judgeCell(observed(routerBefore, elsewhere)).why).toContain('about region us');
  });

  it('finds an end that is told while the fault goes on, even when it is taken back', () => {
    const early = [page(clearedAt - 9000, 'resolve'), card(clearedAt - 9000, 'RESOLVED', { edit: true })];
    const back = card(clearedAt - 1000, 'PAGE', { edit: true });
    const result = judgeCell(observed(routerBefore, [...told(dueAt + 1500), ...early, back, ...ends]));
    expect(result.why).toContain('PagerDuty was told resolved while the fault went on');
    expect(result.why).toContain('the card said resolved while the fault went on');
  });

  it('shows nothing when nobody asked the sink that was away', () => {
    const cell: Cell = { victim: 'discord_down', when: 'before' };
    const away = [page(dueAt + 1500, 'trigger', { isNew: true }), card(dueAt + 14_000, 'PAGE'), ...ends];
    expect(judgeCell(observed(cell, away))).toMatchObject({ ok: false });
    expect(judgeCell(observed(cell, [refused(dueAt + 2000, 'discord'), ...away])).ok).toBe(true);
    expect(judgeCell(observed(cell, [refused(dueAt + 20_000, 'discord'), ...away])).why).toContain('shown nothing');
  });

  it('lets two cards pass only where the router was killed before it could note the first, and says so', () => {
    const cell: Cell = { victim: 'router', when: 'during' };
    const downAt = dueAt + 2000;
    const entries = (first: number): readonly Entry[] => [
      page(dueAt + 1900, 'trigger', { isNew: true }),
      card(first, 'PAGE', { id: 'lost' }),
      card(downAt + 24_000, 'PAGE'),
      ...ends,
    ];
    const more = { downAt, upAt: downAt + 23_000 };
    const passed = judgeCell(observed(cell, entries(downAt - 20), more));
    expect(passed).toMatchObject({ cards: 2, resolved: true, ok: true });
    expect(passed.why).toContain('killed between');
    expect(judgeCell(observed(cell, entries(downAt - 900), more)).ok).toBe(false);
    const other: Cell = { victim: 'alertmanager', when: 'during' };
    expect(judgeCell(observed(other, entries(downAt - 20), more)).ok).toBe(false);
  });
});

describe('Prometheus away for six minutes', () => {
  const cell: Cell = { victim: 'prometheus', when: 'away_6m' };
  const downAt = dueAt + 20_000;
  const upAt = downAt + 363_000;
  const end = upAt + 130_000;
  const marks = { downAt, upAt, clearedAt: upAt + 60_000, endedAt: end + 1000 };
  const beats = (of: 'pipeline' | 'router', ...seconds: readonly number[]): readonly Entry[] =>
    seconds.map((at) => beat(downAt + at * 1000, of));
  const both = (...seconds: readonly number[]): readonly Entry[] => [
    ...beats('pipeline', ...seconds),
    ...beats('router', ...seconds),
  ];
  const unknown = card(downAt + 300_000, 'UNKNOWN, not resolved: EdgeDown', { edit: true });
  const over: readonly Entry[] = [card(end, 'RESOLVED', { edit: true }), page(end, 'resolve')];
  const silent = [...both(-30, 30), ...told(dueAt + 1500), unknown, ...both(380, 440), ...over];

  it('owes a card that says unknown and a silence that a dead man notices, at either of his addresses', () => {
    const result = judgeCell(observed(cell, silent, marks));
    expect(result).toMatchObject({ ok: true, card_unknown: true, deadman_gap_s: 350, resolved: true });
    const mute = silent.filter((entry) => entry !== unknown);
    expect(judgeCell(observed(cell, mute, marks)).why).toContain('never said unknown');
    const monitor = [
      page(downAt + 290_000, 'trigger', { isNew: true, pageClass: 'monitor', region: 'silent' }),
      page(marks.clearedAt - 1000, 'resolve', { region: 'silent' }),
    ];
    const withMonitor = judgeCell(observed(cell, [...silent, ...monitor], marks));
    expect(withMonitor.why).toBeUndefined();
    expect(withMonitor).toMatchObject({
      ok: true,
      pages: 1,
      monitor_pages: 1,
    });
    expect(judgeCell(observed(cell, [...silent, ...monitor.slice(0, 1)], marks)).why).toBe('not resolved');
    const ofPipeline = [...silent, ...beats('pipeline', 90, 150, 210)].sort((a, b) => a.at - b.at);
    expect(judgeCell(observed(cell, ofPipeline, marks))).toMatchObject({
      ok: true,
      deadman_gap_s: 170,
      router_beat_gap_s: 350,
    });
    const ofBoth = [...ofPipeline, ...beats('router', 90, 150, 210, 270, 330)].sort((a, b) => a.at - b.at);
    expect(judgeCell(observed(cell, ofBoth, marks)).why).toContain('no dead man fires');
  });

  it('lets PagerDuty open again, and says that it was told of an end', () => {
    const reopened = [
      ...silent.slice(0, 7),
      page(downAt + 245_000, 'resolve'),
      page(upAt + 20_000, 'trigger', { isNew: true }),
      ...silent.slice(7),
    ];
    const result = judgeCell(observed(cell, reopened, marks));
    expect(result).toMatchObject({ pages: 2, ok: true });
    expect(result.why).toContain('PagerDuty was told resolved while the fault went on');
  });
});

describe('the cells', () => {
  it('are every victim before, during and after, and Prometheus away', () => {
    expect(matrixCells).toHaveLength(victims.length * 3 + 1);
    expect(new Set(matrixCells.map(cellName)).size).toBe(matrixCells.length);
  });

  it('are named by victim, by moment, or both', () => {
    expect(cellsNamed('router').map(cellName)).toEqual(['router:before', 'router:during', 'router:after']);
    expect(cellsNamed(':before')).toHaveLength(victims.length);
    expect(cellsNamed('router:end,prometheus:away_6m').map(cellName)).toEqual(['router:end', 'prometheus:away_6m']);
    for (const wrong of ['', 'rooter', 'router:away_6m', 'router:', 'router,'])
      expect(() => cellsNamed(wrong)).toThrow(/expected one of/);
  });
});

describe('the table', () => {
  const good = judgeCell(observed(routerBefore, whole));
  const broken = brokenCell({ victim: 'collector', when: 'during' }, 'edge-down', 0.5, 'a | b');

  it('is Markdown, a row a cell, and names what was not shown', () => {
    const rows = cellTable([good, broken]);
    expect(rows.map((row) => row.split('|').length)).toEqual(rows.map(() => 12));
    expect(rows[2]).toBe('| `router` | before | 23.0 | yes | 1.5 | 1.8 | 1 | 1 | yes | yes |');
    expect(rows[3]).toContain('| NO | NO; a / b |');
  });

  it('ends with what failed and the longest wait of each kind', () => {
    const summary = summariseCells([good, broken], 200.4, 1);
    expect(summary).toMatchObject({ cells: 2, failed: ['collector:during'], page_ms_max: 1500, unresolved: 1 });
    expect(matrixLine(summary)).toContain('not as owed: collector:during');
  });
});
