/** What people write into the ledger: windows, their ends, better knowledge. Checked here, appended by the store. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { closest } from '../../collector/config/read/closest.ts';
import { listed } from '../../collector/config/words.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { Accepted, Announcement, Ledger, Refusal } from './ledger.ts';
import type {
  Interval,
  MaintenanceEndEntry,
  MaintenanceEntry,
  MaintenanceExtendEntry,
  ReclassifyEntry,
  SpanEntry,
} from './model.ts';
import { monthOf } from './month.ts';
import type { LedgerStore } from './store.ts';
import { type Window, windowsOf } from './windows.ts';

/** Planned work that takes longer is not a window but another service. */
const longestWindow = 7 * 86_400;
/** Whoever says now means now. */
const slack = 60;

const refused = (...faults: Refusal[]): { readonly ok: false; readonly faults: readonly Refusal[] } => ({
  ok: false,
  faults,
});

const timeText = (at: number): string => new Date(at * 1000).toISOString().slice(0, 19).concat('Z');

const tooLong = (from: number, to: number): Refusal => ({
  path: 'to',
  found: formatSeconds(to - from),
  expected: `at most ${formatSeconds(longestWindow)}`,
});

const scopeFaults = (fleet: Fleet, { scope, regions }: Announcement): Refusal[] => {
  const known = [...fleet.edges.map(({ name }) => `edge:${name}`), ...fleet.nodes.map(({ name }) => `node:${name}`)];
  if (!known.includes(scope)) {
    const near = closest(scope, known);
    const expected = `an edge or a node of fleet.yaml (${known.slice(0, 8).join(', ')}${known.length > 8 ? ', …' : ''})`;
    return [{ path: 'scope', found: scope, expected: near ? `${expected}; did you mean ${near}?` : expected }];
  }
  const edge = fleet.edges.find(({ name }) => scope === `edge:${name}`);
  if (!edge)
    return regions.length > 0
      ? [{ path: 'regions', found: regions.join(', '), expected: 'none: a node is in one region' }]
      : [];
  const serves = Object.keys(edge.regions);
  return regions
    .filter((region) => !serves.includes(region))
    .map((region) => ({ path: 'regions', found: region, expected: `a region of ${scope}: ${listed(serves, 'or')}` }));
};

const timeFaults = ({ from, to }: Announcement, now: number): Refusal[] => {
  if (from < now - slack)
    return [{ path: 'from', found: timeText(from), expected: 'now or later: nobody announces what has been' }];
  if (to <= from) return [{ path: 'to', found: timeText(to), expected: `a time after ${timeText(from)}` }];
  return to - from > longestWindow ? [tooLong(from, to)] : [];
};

const nextId = (windows: readonly Window[], now: number): string => {
  const day = new Date(now * 1000).toISOString().slice(0, 10);
  const numbers = windows.flatMap(({ id }) => (id.startsWith(`m-${day}-`) ? Number(id.slice(13)) : []));
  return `m-${day}-${Math.max(0, ...numbers) + 1}`;
};

const intervalOf = (store: LedgerStore, id: string): Interval | undefined =>
  store
    .months()
    .flatMap((month) => store.read(month))
    .filter((entry): entry is SpanEntry => entry.type === 'span')
    .flatMap(({ intervals }) => intervals)
    .find((interval) => interval.id === id);

/** What is announced in whole seconds, beginning now at the earliest. */
const announced = (fleet: Fleet, announcement: Announcement, at: number): Accepted<Announcement> => {
  const given = { ...announcement, from: Math.floor(announcement.from), to: Math.floor(announcement.to) };
  const faults = [...scopeFaults(fleet, given), ...timeFaults(given, at)];
  if (faults.length > 0) return refused(...faults);
  const from = Math.max(given.from, at);
  if (given.to <= from) return refused({ path: 'to', found: timeText(given.to), expected: 'a time in the future' });
  return { ok: true, value: { ...given, from } };
};

/** The window of this id, unless it is over. */
const liveWindow = (store: LedgerStore, id: string, at: number): Accepted<Window> => {
  const windows = windowsOf(store.people());
  const window = windows.find((each) => each.id === id);
  if (!window) {
    const open = windows.filter(({ from, ended }) => ended > at && ended > from).map((each) => each.id);
    const expected =
      open.length > 0
        ? `the id of a window that is not over (${open.join(', ')})`
        : 'no id: no window is planned or open';
    return refused({ path: 'id', found: id, expected });
  }
  if (window.ended > at && window.ended > window.from) return { ok: true, value: window };
  return refused({
    path: 'id',
    found: window.ended <= window.from ? `${id}, called off` : `${id}, over since ${timeText(window.ended)}`,
    expected: 'a window that is not over',
  });
};

export const createPlanner = (
  fleet: Fleet,
  store: LedgerStore,
  now: () => number,
): Pick<Ledger, 'mayAnnounce' | 'announce' | 'extendMaintenance' | 'endMaintenance' | 'reclassify'> => ({
  mayAnnounce: (announcement) => announced(fleet, announcement, Math.floor(now())),

  announce: (announcement): Accepted<MaintenanceEntry> => {
    const at = Math.floor(now());
    const may = announced(fleet, announcement, at);
    if (!may.ok) return may;
    const { scope, regions, from, to, reason, author, forced } = may.value;
    const id = nextId(windowsOf(store.people()), at);
    const entry: MaintenanceEntry = {
      ...{ v: 1, type: 'maintenance', id, scope, regions, from, to, reason, author, at },
      ...(forced ? { forced } : {}),
    };
    store.append(monthOf(from), entry);
    return { ok: true, value: entry };
  },

  extendMaintenance: ({ id, to: wanted, author, forced }): Accepted<Window> => {
    const at = Math.floor(now());
    const to = Math.floor(wanted);
    const found = liveWindow(store, id, at);
    if (!found.ok) return found;
    const { from, to: end } = found.value;
    if (to <= end) return refused({ path: 'to', found: timeText(to), expected: `a time after ${timeText(end)}` });
    if (to - from > longestWindow) return refused(tooLong(from, to));
    const entry: MaintenanceExtendEntry = {
      ...{ v: 1, type: 'maintenance-extend', of: id, to, author, at },
      ...(forced ? { forced } : {}),
    };
    store.append(monthOf(from), entry);
    return liveWindow(store, id, at);
  },

  endMaintenance: (id, author): Accepted<Window> => {
    const at = Math.floor(now());
    const found = liveWindow(store, id, at);
    if (!found.ok) return found;
    const window = found.value;
    const entry: MaintenanceEndEntry = { v: 1, type: 'maintenance-end', of: id, author, at };
    store.append(monthOf(window.from), entry);
    const ended = windowsOf(store.people()).find((each) => each.id === id);
    return { ok: true, value: ended ?? window };
  },

  reclassify: ({ of, cause, author, reason }): Accepted<ReclassifyEntry> => {
    const interval = intervalOf(store, of);
    if (!interval) {
      const expected = 'the id of an interval that is written: the last minutes are not (headwatch ledger list)';
      return refused({ path: 'of', found: of, expected });
    }
    if (interval.state === 'unknown' && cause !== 'monitor')
      return refused({ path: 'cause', found: cause, expected: 'monitor: nobody measured these seconds' });
    const entry: ReclassifyEntry = { v: 1, type: 'reclassify', of, cause, author, reason, at: Math.floor(now()) };
    store.append(monthOf(interval.from), entry);
    return { ok: true, value: entry };
  },
});
