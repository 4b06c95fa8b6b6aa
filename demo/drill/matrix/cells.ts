/** The cells of the matrix: who is taken away, and when, counted from the moment at which the incident is due. */

export const victims = [
  'collector',
  'router',
  'prometheus',
  'alertmanager',
  'discord_down',
  'discord_429',
  'pagerduty_5xx',
  'store_full',
] as const;
export type Victim = (typeof victims)[number];

/**
 * - `before`: the outage lies around due, so that the incident would open in its middle.
 * - `during`: it begins while the incident opens. Whoever a page comes through dies when Alertmanager holds the alert
 *   and has told nobody; whoever a card comes through dies when the page has arrived and the card has not.
 * - `after`: it begins while the incident is open and told, and the fault ends in the middle of it.
 * - `end`: it lies around the moment at which the resolve is due. Not part of the matrix; by name only.
 * - `away_6m`: six minutes instead of twenty seconds, while the incident is open and stays so. Prometheus only.
 */
export const whens = ['before', 'during', 'after'] as const;
export type When = (typeof whens)[number] | 'end' | 'away_6m';

export interface Cell {
  readonly victim: Victim;
  readonly when: When;
}

/** Seconds. */
export const outages = { short: 20, away: 360 } as const;
export const outageOf = ({ when }: Cell): number => (when === 'away_6m' ? outages.away : outages.short);

export const cellName = ({ victim, when }: Cell): string => `${victim}:${when}`;

const awayCell: Cell = { victim: 'prometheus', when: 'away_6m' };

export const matrixCells: readonly Cell[] = [
  ...victims.flatMap((victim) => whens.map((when): Cell => ({ victim, when }))),
  awayCell,
];

const known: readonly Cell[] = [...matrixCells, ...victims.map((victim): Cell => ({ victim, when: 'end' }))];

/**
 * @param text `VICTIM`, `VICTIM:WHEN` or `:WHEN`, several with commas; a victim alone means its cells of the matrix
 * @throws Error that names what there is
 */
export const cellsNamed = (text: string): readonly Cell[] =>
  text.split(',').flatMap((part) => {
    const [victim = '', when] = part.split(':');
    const found = (when === undefined ? matrixCells : known).filter(
      (cell) => (victim === '' || cell.victim === victim) && (when === undefined || cell.when === when),
    );
    if (found.length > 0 && part !== '') return found;
    const forms = `one of ${victims.join(', ')}, alone or with :${[...whens, 'end'].join(', :')}; or prometheus:away_6m`;
    throw new Error(`found ${part}, expected ${forms}`);
  });

/** Without these nothing tells PagerDuty that the incident is there, as long as they are away. */
const noWayToPagerDuty: Readonly<Partial<Record<Victim, readonly When[]>>> = {
  // Once Alertmanager holds the alert, it needs neither of these to tell.
  collector: ['before'],
  prometheus: ['before'],
  alertmanager: ['before', 'during'],
  pagerduty_5xx: ['before', 'during'],
};
const noWayToDiscord: Readonly<Partial<Record<Victim, readonly When[]>>> = {
  collector: ['before'],
  prometheus: ['before'],
  alertmanager: ['before', 'during'],
  router: ['before', 'during'],
  store_full: ['before', 'during'],
  discord_down: ['before', 'during'],
  discord_429: ['before', 'during'],
};

/** Whether, with the victim away, a way was left by which the page, or the card, could come. */
export const pathLeft = ({ victim, when }: Cell, to: 'page' | 'card'): boolean =>
  (to === 'page' ? noWayToPagerDuty : noWayToDiscord)[victim]?.includes(when) !== true;

/** Those that fail requests are only felt when someone asks them meanwhile; here someone must. */
export const mustRefuse = ({ victim, when }: Cell): 'discord' | 'pagerduty' | undefined => {
  if (when !== 'before' && when !== 'during') return undefined;
  if (victim === 'pagerduty_5xx') return 'pagerduty';
  return victim === 'discord_down' || victim === 'discord_429' ? 'discord' : undefined;
};
