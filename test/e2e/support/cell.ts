/** One stack for one test, and the questions that the cells share. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { routerHeaders } from '../../../alerts/routing/addresses.ts';
import { isResolved, type Measured, measure } from '../../../demo/drill/measure.ts';
import { drillObjective } from '../../../demo/drill/result.ts';
import { getJson } from '../../../demo/stack/http.ts';
import type { StackOptions } from '../../../demo/stack/options.ts';
import { type Stack, startStack } from '../../../demo/stack/stack.ts';
import { inTurn } from '../../../demo/stack/turns.ts';

/** Seconds of samples before a fault, so that the page rule has half its window when the twenty bad seconds are over. */
const history = 12;

export const withStack = async (cell: (stack: Stack) => Promise<void>, options: StackOptions = {}): Promise<void> => {
  const said: string[] = [];
  const stack = await inTurn(() =>
    startStack({ objective: drillObjective, ...options, log: (line) => said.push(line) }),
  );
  try {
    await sleep(history * 1000);
    await cell(stack);
    expect(said.filter((line) => line.includes('ended unexpectedly'))).toEqual([]);
  } finally {
    await stack.stop();
  }
};

export const arrived = async (stack: Stack): Promise<Measured> => measure(await stack.standins.log());

export const waitFor = async (
  what: string,
  stack: Stack,
  done: (measured: Measured) => boolean,
  seconds: number,
): Promise<Measured> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const measured = await arrived(stack);
    if (done(measured)) return measured;
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${seconds} s; arrived so far: ${JSON.stringify(measured, null, 1)}`);
    }
    await sleep(250);
  }
};

/** Waits for the end of everything, then long enough for something that must not come. */
export const untilResolved = async (stack: Stack): Promise<Measured> => {
  await waitFor('the resolve on Discord and PagerDuty', stack, isResolved, 200);
  await sleep(5000);
  return arrived(stack);
};

const toldBy = ({ urls, fleet }: Stack): Promise<unknown> =>
  getJson(`${urls.router}/api/incidents`, 5000, routerHeaders(fleet));

interface ToldIncidents {
  readonly incidents: readonly {
    readonly alerts: readonly { readonly pageClass: string | null; readonly groupKey: string | null }[];
  }[];
}

/** The dedup keys at PagerDuty against sha256 of the group keys that Alertmanager told the router. */
export const expectSameKeys = async (stack: Stack): Promise<void> => {
  // The router's own answer; a shape other than this fails the comparison below.
  const told = (await toldBy(stack)) as ToldIncidents;
  const groupKeys = told.incidents
    .flatMap((incident) => incident.alerts)
    .flatMap((alert) => (alert.pageClass === null ? [] : [alert.groupKey ?? 'no group key']));
  const hashes = groupKeys.map((key) => createHash('sha256').update(key).digest('hex'));
  const { pagerduty } = await stack.standins.state();
  const dedupKeys = pagerduty.incidents.map((incident) => incident.dedup_key);
  expect(dedupKeys.length).toBeGreaterThan(0);
  expect([...new Set(dedupKeys)].sort()).toEqual([...new Set(hashes)].sort());
};
