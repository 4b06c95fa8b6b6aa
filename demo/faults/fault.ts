/** What a fault is: what it does to the simulated fleet, and what headwatch owes for it. */
import type { AlertName } from '../../alerts/rules/index.ts';
import type { Cause } from '../../collector/catalogue/labels.ts';
import type { Ladder } from '../../collector/policy/ladder.ts';
import type { SimAction } from '../sim/modes.ts';

export type PageClass = 'outage' | 'risk' | 'budget' | 'monitor';

export interface Owed {
  /** Cards that must appear, cascades included: one for each region, for each (scope, region) is an incident. */
  readonly cards: number;
  /** Pages that must appear: a class once for each region. */
  readonly pages: readonly PageClass[];
  /** Scope and regions on the cards. */
  readonly scope: string;
  readonly regions: readonly string[];
  /** null where nothing is bad that could be blamed on anyone. */
  readonly cause: Cause | null;
  /** Seconds from injection until the truth crosses the shipped threshold of the first card; null when none is owed. */
  readonly cardDue: ((ladder: Ladder) => number) | null;
  /** The same for the page. */
  readonly pageDue: ((ladder: Ladder) => number) | null;
  /** Held at least this long, where the usual time would not prove that nothing comes, or not show all of it. Seconds. */
  readonly holds?: number;
  /** Seconds by which the card may come before or after due by design, because its question is asked only so often. */
  readonly early?: number;
  readonly late?: number;
  /** Bad seconds at the start of an interval that nobody can see yet, for the same reason. */
  readonly unseen?: number;
  /** Seconds from the end of the fault until the card is over by design, where its alert looks back for minutes. */
  readonly ends?: number;
  /** Alerts that a card must name, and the seconds from injection within which it does. The fault is held until then. */
  readonly alerts?: Readonly<Partial<Record<AlertName, number>>>;
}

export interface Fault {
  readonly title: string;
  /** Whose ladder the thresholds come from. */
  readonly chain: 'arbitrum-one' | 'arbitrum-nova' | 'ethereum';
  readonly does: readonly SimAction[];
  /**
   * The fleet asks Cloudflare, which is owed a card of its own (scope `cloudflare`) with those of `owes.alerts` that are
   * about it; it is not counted among `owes.cards`. Without this a drill's fleet does not ask Cloudflare.
   */
  readonly asksCloudflare?: true;
  /** It is about what the example's fleet does not have: a drill's fleet is wider for it (a quiet chain, machines). */
  readonly wider?: true;
  readonly owes: Owed;
}
