/**
 * The typed definition of an alert. Pages are a closed union: `severity: 'page'` exists only through `definePage`, and
 * a page that is not named here does not compile.
 */
import type { AlertOverride, Fleet } from '../../collector/config/fleet.ts';

/**
 * What may page, and as what. One outage is one page within its class; everything else goes to Discord. In the order
 * in which a card tells them when several fire: what members feel now comes first.
 */
export const pageClasses = {
  EdgeDown: 'outage',
  JourneyFailing: 'outage',
  ChainHalted: 'outage',
  BudgetFastBurn: 'outage',
  RedundancyGone: 'risk',
  SlaBreached: 'budget',
  MonitorDead: 'monitor',
} as const;
export type PageName = keyof typeof pageClasses;
export type PageClass = (typeof pageClasses)[PageName];

export type Severity = 'page' | 'warning' | 'info';

/** `fast` rules are evaluated each second and delivered after one; `slow` ones every 15 s. */
export const groups = ['fast', 'slow'] as const;
export type Group = (typeof groups)[number];

/**
 * Who delivers: the router (a card; a page goes to PagerDuty as well), Alertmanager itself when the router is the
 * patient (`native`), or the dead man's URL.
 */
export type Delivery = 'router' | 'native' | 'deadman';

/** Static text, or Prometheus' own templates over labels: never a number, which would make a new alert each second. */
type LabelText = string | ((fleet: Fleet) => string);

interface AlertShape {
  readonly group: Group;
  readonly delivery?: Delivery;
  /** PromQL of the alert for this fleet, without the labels that the rule adds. */
  readonly expr: (fleet: Fleet) => string;
  /** Seconds that the expression must hold first. Fast alerts have none: hysteresis lives in the collector. */
  readonly for?: number;
  /** Seconds that the alert keeps firing after its expression last held. */
  readonly keepFiringFor?: number;
  /** `edge:NAME`, `chain:NAME`, `node:NAME`, `host:NAME`, `heartbeat:NAME`, `cloudflare`, `treasury`, `sla` or `self`. */
  readonly scope: string;
  readonly region: LabelText;
  /** A fixed sentence, the same for every instance of the alert. */
  readonly summary: string;
  /** Numbers with units, by Prometheus' templates. */
  readonly description: LabelText;
  /** What is wrong in a pager's few words, where more is known than the alert's name: "STALE HEAD, HTTP 200". */
  readonly headline?: LabelText;
  /** What is to blame as far as it is known, for a pager: "arb-eu stalled". Empty while it is not. */
  readonly cause?: LabelText;
  /** What members feel. */
  readonly impact: string;
  /** The first thing to do. */
  readonly action: string;
  /** Whether the fleet has anything that this alert could be about. */
  readonly when?: (fleet: Fleet) => boolean;
}

export interface AlertDef<N extends string = string> extends AlertShape {
  readonly name: N;
  readonly severity: 'warning' | 'info';
}

export interface PageDef<N extends PageName = PageName> extends AlertShape {
  readonly name: N;
  readonly severity: 'page';
  /** When false for a fleet, the alert is a warning there. */
  readonly pageIf?: (service: Pick<Fleet['service'], 'pageOnHalt'>) => boolean;
}

export type AnyAlert = AlertDef | PageDef;

export const defineAlert = <const N extends string>(def: AlertDef<N>): AlertDef<N> => def;

export const definePage = <const N extends PageName>(def: Omit<PageDef<N>, 'severity'>): PageDef<N> => ({
  ...def,
  severity: 'page',
});

/** Whether an alert pages in a fleet; no override of fleet.yaml changes that. */
export const pagesIn = (alert: AnyAlert, service: Pick<Fleet['service'], 'pageOnHalt'>): boolean =>
  alert.severity === 'page' && alert.pageIf?.(service) !== false;

/** What fleet.yaml changes of an alert: of one that pages only how long it waits. */
const overrideOf = (alert: AnyAlert, fleet: Fleet): AlertOverride => {
  const over = fleet.alerts?.[alert.name] ?? {};
  return pagesIn(alert, fleet.service) ? { for: over.for } : over;
};

export const severityOf = (alert: AnyAlert, fleet: Fleet): Severity => {
  if (pagesIn(alert, fleet.service)) return 'page';
  return overrideOf(alert, fleet).severity ?? (alert.severity === 'page' ? 'warning' : alert.severity);
};

/** Seconds that it must hold first: never fewer than it is shipped with, for its words say so. */
export const waitOf = (alert: AnyAlert, fleet: Fleet): number =>
  Math.max(alert.for ?? 0, overrideOf(alert, fleet).for ?? 0);

export const enabledIn = (alert: AnyAlert, fleet: Fleet): boolean =>
  (alert.when?.(fleet) ?? true) && overrideOf(alert, fleet).enabled !== false;

export const pageClassOf = (alert: AnyAlert, fleet: Fleet): PageClass | undefined =>
  alert.severity === 'page' && pagesIn(alert, fleet.service) ? pageClasses[alert.name] : undefined;

export const labelText = (text: LabelText, fleet: Fleet): string => (typeof text === 'string' ? text : text(fleet));
