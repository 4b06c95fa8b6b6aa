/** The dashboards by name: what definitions are registered under, and what alerts, cards and panels link to. */

/** Without the prefix of the uid; in the order of the menu. */
export const dashboardNames = [
  'status',
  'arbitrum',
  'ethereum',
  'journey',
  'cloudflare',
  'sla',
  'transparency',
  'incidents',
  'node',
  'monitor',
] as const;
export type DashboardName = (typeof dashboardNames)[number];

/** Grafana's uid, stable for ever: links, shares and bookmarks hold it. */
export const dashboardUid = (name: DashboardName): string => `headwatch-${name}`;
