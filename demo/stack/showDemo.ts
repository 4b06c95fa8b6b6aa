/** `headwatch demo`: the whole system, one fault, and a tale of what happens, told as it happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../../collector/config/fleet.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { monthAt } from '../../treasury/months.ts';
import { dueOf, owedWithin } from '../drill/judge.ts';
import { type MeasuredCard, measure } from '../drill/measure.ts';
import { type Fault, type FaultName, faults } from '../faults/index.ts';
import type { Stack } from './stack.ts';

export interface Teller {
  readonly say: (line: string) => void;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export const plainTeller = (say: (line: string) => void): Teller => ({
  say,
  bold: (text) => text,
  dim: (text) => text,
});

/** Seconds. */
const times = { before: 10, afterPage: 12, late: 40, resolve: 180 } as const;

export const showAddresses = (stack: Stack, { say, bold, dim }: Teller): void => {
  const { urls } = stack;
  const rows: readonly (readonly [string, string | undefined, string])[] = [
    ['Status page', urls.statusPage, 'what members see'],
    ["Stand-ins' page", urls.standins, 'Discord and PagerDuty, as they receive it'],
    ['Switches', `${urls.sim}/control/`, 'break and mend the simulated fleet yourself'],
    ['Prometheus', urls.prometheus, 'samples and rules'],
    ['Alertmanager', urls.alertmanager, 'alerts, groups, silences'],
    ['Grafana', urls.grafana, 'dashboards'],
  ];
  say('');
  for (const [name, url, what] of rows) {
    if (url !== undefined) say(`  ${bold(name.padEnd(16))}  ${url.padEnd(32)}  ${dim(what)}`);
  }
  if (urls.grafana === undefined) say(dim('  (no Grafana on PATH: dashboards are not shown)'));
  say(`  ${bold('HEADWATCH_HOME')}    ${stack.home}`);
  if (stack.fleet.treasury)
    say(
      `  ${bold('Treasury'.padEnd(16))}  HEADWATCH_HOME=${stack.home} npm run -s headwatch -- report pnl --month ${monthAt(Date.now() / 1000)}`,
    );
  say('');
};

/** What is going to happen, as it is said before. */
export const plan = (name: FaultName, fault: Fault, stack: { readonly fleet: Pick<Fleet, 'ladders'> }): string[] => {
  const ladder = stack.fleet.ladders[fault.chain];
  const due = ladder ? dueOf(name, ladder) : { card: null, page: null };
  const late =
    fault.owes.late === undefined
      ? ''
      : ` (up to ${formatSeconds(fault.owes.late)} more: it is not looked at each second)`;
  const told =
    due.card === null
      ? 'It owes nobody a word: no card, no page. It is held for 45 s to show that.'
      : due.page === null
        ? `A Discord card is due ${formatSeconds(due.card / 1000)} later${late}; nobody is paged.`
        : `A Discord card and a page are due ${formatSeconds(due.page / 1000)} later${late}.`;
  return [
    `In ${times.before} s this breaks: ${fault.title} (--fault ${name}).`,
    `${told} Then it is mended, and the incident`,
    'resolves a little over a minute after that: alerts outlast their reason by 60 s, so that nothing flaps.',
  ];
};

/** What an outage costs of the month is a card of its own, which outlasts it by half an hour or more. */
const isBudget = ({ last }: MeasuredCard): boolean => last.about === 'service level';
/** What Cloudflare's analytics tell comes minutes later, and goes minutes later. */
const isCloudflare = ({ last }: MeasuredCard): boolean => last.about === 'cloudflare';

/**
 * Injects a fault, tells what arrives at the stand-ins, mends it, waits for the resolve.
 * @returns whether everything owed came and was resolved
 */
export const playFault = async (stack: Stack, name: FaultName, teller: Teller): Promise<boolean> => {
  const { say, bold, dim } = teller;
  const fault: Fault = faults[name];
  const { owes } = fault;
  for (const line of plan(name, fault, stack)) say(line);
  say('');
  await sleep(times.before * 1000);

  const since = (await stack.standins.log()).at(-1)?.seq ?? 0;
  const start = Date.now();
  const told = new Set<string>();
  const at = (): string => dim(`${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s  `);
  const tell = (key: string, line: string): void => {
    if (told.has(key)) return;
    told.add(key);
    say(at() + line);
  };
  const follow = async (): Promise<{ came: boolean; over: boolean }> => {
    const measured = measure(await stack.standins.log(since));
    for (const card of measured.cards) {
      const cause = card.cause === null ? 'not known yet' : card.cause.replaceAll('_', ' ');
      tell(
        `card ${card.messageId}`,
        isBudget(card)
          ? `${bold('Discord card')}: the month's budget burns in ${card.last.region}; it stays for as long as that counts`
          : `${bold('Discord card')}: ${card.last.about}, region ${card.last.region}, cause ${cause}`,
      );
      if (card.resolvedAt !== null) tell(`end ${card.messageId}`, `${bold('Discord card')} edited: resolved`);
    }
    for (const page of measured.pages) {
      tell(
        `page ${page.dedupKey}`,
        `${bold('PagerDuty page')}: ${page.scope}, region ${page.region} (${page.pageClass})`,
      );
      if (page.resolvedAt !== null) tell(`end ${page.dedupKey}`, `${bold('PagerDuty incident')} resolved`);
    }
    const own = measured.cards.filter((card) => !isBudget(card) && !isCloudflare(card));
    const open = [...own, ...measured.pages].filter((one) => one.resolvedAt === null).length;
    return {
      came: own.length >= owes.cards && measured.pages.length >= owes.pages.length,
      over: open === 0,
    };
  };
  const until = async (
    done: (seen: { came: boolean; over: boolean }) => boolean,
    seconds: number,
  ): Promise<boolean> => {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      if (done(await follow())) return true;
      if (Date.now() > end) return false;
      await sleep(200);
    }
  };

  await stack.sim.fault(name, true);
  tell('injected', `${bold('Injected')}: ${fault.title}`);
  const ladder = stack.fleet.ladders[fault.chain];
  const quiet = owes.cards === 0;
  const came = quiet
    ? !(await until(({ over }) => !over, 45))
    : await until((seen) => seen.came, (ladder ? owedWithin(name, ladder) : 0) + times.late);
  if (!came) tell('late', quiet ? 'Something came that nobody was owed.' : 'Not everything that is owed has come.');
  if (!quiet) await until(() => false, times.afterPage);
  await stack.sim.fault(name, false);
  tell(
    'cleared',
    quiet && came
      ? `${bold('Mended')}; nobody was told, as it should be.`
      : `${bold('Mended')}; waiting for the resolve`,
  );
  const over = await until((seen) => seen.over, times.resolve);
  tell(
    'over',
    came && over ? `${bold('Over')}: everything that was owed came, once, and is resolved.` : 'Not resolved in time.',
  );
  say('');
  return came && over;
};
