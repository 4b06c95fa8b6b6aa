/** What the rest of the house asks of the ledger. `createLedger` is in index.ts. */
import type { Cause } from '../../collector/catalogue/labels.ts';
import type { MaintenanceStatus, SlaStatus } from '../../collector/status.ts';
import type { LedgerEntry, MaintenanceEntry, MonthFigures, ReclassifyEntry } from './model.ts';
import type { Window } from './windows.ts';

/** What a person may not do, in the words of a config fault. */
export interface Refusal {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}
export type Accepted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Refusal[] };

/** A window as a person announces it; the ledger adds its id and the time. */
export type Announcement = Pick<MaintenanceEntry, 'scope' | 'regions' | 'from' | 'to' | 'reason' | 'author' | 'forced'>;

export interface Ledger {
  /** Everything that foldMonth needs for a month, in the order of the file; provisional spans last. */
  entries(month: string): readonly LedgerEntry[];
  /** Of a members' edge. */
  month(edge: string, month: string): MonthFigures;
  /** Of the current month; null while nothing is known of it. */
  slaStatus(): SlaStatus | null;
  /** The open window or the next one; null when none is planned. */
  maintenance(): MaintenanceStatus | null;
  /** All windows that end after `since`. */
  windows(since: number): readonly Window[];
  /** The same with those that were called off before they began; such a one has no length. */
  allWindows(since: number): readonly Window[];
  /** What would be refused of it, without writing anything. */
  mayAnnounce(window: Announcement): Accepted<Announcement>;
  /** @throws when it cannot be written */
  announce(window: Announcement): Accepted<MaintenanceEntry>;
  /** Ends an open window now, calls off one that has not begun. @throws when it cannot be written */
  endMaintenance(id: string, author: string): Accepted<Window>;
  /** Lets a window that is not over last until `to`. @throws when it cannot be written */
  extendMaintenance(change: {
    readonly id: string;
    readonly to: number;
    readonly author: string;
    readonly forced?: true;
  }): Accepted<Window>;
  /** @throws when it cannot be written */
  reclassify(change: {
    readonly of: string;
    readonly cause: Cause;
    readonly author: string;
    readonly reason: string;
  }): Accepted<ReclassifyEntry>;
  /** Settles what is due and refreshes figures and gauges; concurrent calls share one run. @throws when it cannot know */
  run(): Promise<void>;
  /** Brings gauges up to now that time alone changes. */
  beforeScrape(): void;
  /** When a run last went through, Unix seconds. */
  lastRun(): number | undefined;
  /** Lines of the files that could not be read, in words. */
  readonly problems: readonly string[];
}
