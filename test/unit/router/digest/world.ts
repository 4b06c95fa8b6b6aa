/** A router's store, ledger and neighbours as digests see them, with a clock that the test turns. */
import type { MonthFigures } from '../../../../alerts/ledger/model.ts';
import { monthRange } from '../../../../alerts/ledger/month.ts';
import type { Window } from '../../../../alerts/ledger/windows.ts';
import type { DigestOptions } from '../../../../alerts/router/digest/digests.ts';
import { createDigests } from '../../../../alerts/router/digest/digests.ts';
import { type AskMoney, type Money, monthMoney } from '../../../../alerts/router/digest/moneyFacts.ts';
import type { Incident, TimelineEntry } from '../../../../alerts/router/incident.ts';
import type { Store } from '../../../../alerts/router/store/store.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import type { DigestTimes } from '../../../../collector/config/fleetNotify.ts';
import { quiet } from '../../../golden/report/months.ts';
import { cardFleet, incident, stored } from '../cardStates.ts';
import { nodeView, secret, temporaryStore } from '../fleet.ts';

/** A time of 2026, UTC; month as people count it. */
export const utc = (month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  Date.UTC(2026, month - 1, day, hour, minute, second) / 1000;

export const digestFleet = (digests?: DigestTimes, more: Partial<Fleet> = {}): Fleet => {
  const { discord } = cardFleet.notify;
  const members = secret('notify.discord.members_file', 'https://discord.com/api/webhooks/2/planted-members');
  return {
    ...cardFleet,
    // Two of three regions are measured; all of them in the hand-made months.
    notify: { ...cardFleet.notify, discord: discord && { ...discord, members }, digests },
    ...more,
  };
};

/** A month of the edge `arb` without a bad second, known up to `knownTo` and settled so far. */
export const goodMonth = (month: string, knownTo = monthRange(month).to, settledTo = knownTo): MonthFigures => {
  const { from, to } = monthRange(month);
  const end = Math.min(to, Math.max(from, knownTo));
  const seconds = { good: end - from, bad: 0, halted: 0, unknown: 0 };
  const figures = (region: string) => ({ ...quiet.any, region, seconds });
  return {
    ...quiet,
    ...{ month, monthSeconds: to - from, budgetSeconds: ((to - from) * 200) / 1e6, knownTo: end },
    settledTo: Math.min(to, Math.max(from, settledTo)),
    ...{ any: figures('any'), all: figures('all'), regions: [figures('eu'), figures('us')] },
  };
};

/** As `askMoney` tells it, without a process of its own. */
export const moneyOf = ({ treasury, ...fleet }: Fleet, month: string, now: number): Money | undefined =>
  treasury && monthMoney({ ...fleet, treasury }, month, now);

export const world = (
  fleet: Fleet = digestFleet(),
  store: Store = temporaryStore(),
  money: AskMoney = async (month, now) => moneyOf(fleet, month, now),
) => {
  const at = {
    now: utc(11, 20),
    state: 'up' as 'up' | 'degraded' | 'down' | 'unknown',
    standing: [] as string[],
    failed: [] as { sink: 'discord' | 'discord_members' | 'pagerduty'; count: number }[] | undefined,
    versions: { 'arb-eu': 'nitro/v3.9.2' } as Record<string, string | null>,
    windows: [] as Window[],
    month: (_edge: string, month: string): MonthFigures => goodMonth(month, at.now),
    ledger: true,
  };
  const told: string[] = [];
  const options: DigestOptions = {
    ...{ fleet, store, now: () => at.now },
    status: () => ({ state: at.state, standing: at.standing }),
    view: () => ({
      nodes: Object.entries(at.versions).map(([name, clientVersion]) => nodeView(name, { clientVersion })),
    }),
    // Of the ledger a digest reads these two.
    ledger: () =>
      at.ledger
        ? ({ month: at.month, windows: (since: number) => at.windows.filter(({ ended }) => ended > since) } as never)
        : undefined,
    money,
    failedDeliveries: () => Promise.resolve(at.failed),
    log: { info: (line: object) => told.push(JSON.stringify(line)), error: () => undefined } as never,
  };
  const digests = createDigests(options);
  /** What was owed to a sink at a time, after a turn; it is then delivered. */
  const turn = async (now: number, by = digests): Promise<readonly string[]> => {
    at.now = now;
    await by.tend();
    return (['discord', 'discord_members'] as const).flatMap((sink) =>
      store.outbox.due(sink, now + 1, 99, []).map((job) => {
        store.outbox.done(job, now);
        const { content, text } = JSON.parse(job.payload) as { content?: string; text?: string };
        return content ?? text ?? '';
      }),
    );
  };
  return { store, fleet, at, told, digests, turn, restart: () => createDigests(options) };
};

const planned: Window = {
  ...{ v: 1, type: 'maintenance', id: 'm', scope: '', regions: [], reason: '', author: 'mike' },
  ...{ from: 0, to: 0, at: 0, ended: 0, counts: false, countsTo: 0 },
};
export const window = (scope: string, from: number, seconds: number, reason: string): Window => {
  const to = from + seconds;
  return { ...planned, id: `m-${from}`, scope, from, to, ended: to, countsTo: to, at: from - 200_000, reason };
};

let number = 0;
/** One incident with one alert, over after `lasts` seconds; open where that is null. */
export const happen = (
  store: Store,
  name: string,
  openedAt: number,
  lasts: number | null,
  more: {
    readonly severity?: Incident['severity'];
    readonly scope?: string;
    readonly region?: string;
    readonly incident?: Partial<Incident>;
    readonly timeline?: readonly Omit<TimelineEntry, 'at'>[];
    readonly id?: string;
  } = {},
): void => {
  const { severity = 'warning', scope = 'edge:arb', region = 'eu' } = more;
  const resolvedAt = lasts === null ? null : openedAt + lasts;
  const day = new Date(openedAt * 1000).toISOString().slice(0, 10);
  number += 1;
  const id = more.id ?? `${day}-${number}`;
  store.saveIncident(
    incident({
      ...{ id, scope, region, severity, peak: severity, headline: name, openedAt, resolvedAt, causes: [] },
      state: resolvedAt === null ? 'firing' : 'resolved',
      ...more.incident,
    }),
  );
  const target = scope.startsWith('node:') ? { target: scope.slice(5) } : {};
  const labels = { alertname: name, severity, scope, region, ...target };
  store.saveAlert(
    stored(labels, {
      ...{ incidentId: id, startsAt: openedAt, endsAt: resolvedAt, seenAt: resolvedAt ?? openedAt },
      status: resolvedAt === null ? 'firing' : 'resolved',
    }),
  );
  for (const entry of more.timeline ?? []) store.note(id, { at: openedAt + 60, ...entry });
};
