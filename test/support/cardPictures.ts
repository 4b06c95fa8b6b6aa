/**
 * Makes docs/images/cards again: each card of the golden tests, sent by the real client to the stand-in for Discord and
 * pictured as its page shows it on a phone.
 *
 *     npx tsx test/support/cardPictures.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import type { Card } from '../../alerts/notifiers/card.ts';
import { createDiscordSink } from '../../alerts/notifiers/discord.ts';
import { membersText } from '../../alerts/notifiers/membersText.ts';
import { lineCard } from '../../alerts/notifiers/message.ts';
import { renderCard } from '../../alerts/notifiers/renderCard.ts';
import { membersFacts } from '../../alerts/router/members.ts';
import { Secret } from '../../collector/config/secret.ts';
import { startStandins } from '../../demo/standins/main.ts';
import { cardFleet, cardStates } from '../unit/router/cardStates.ts';

const directory = fileURLToPath(new URL('../../docs/images/cards/', import.meta.url));

interface Picture {
  readonly card: Card;
  /** Unix seconds at which it is looked at. */
  readonly at: number;
}

const stateOf = (name: string) => {
  const state = cardStates[name];
  if (!state) throw new Error(`no state ${name}`);
  return state;
};

const cardOf = (name: string): Picture => {
  const { incident, alerts, facts, now } = stateOf(name);
  return { card: renderCard(incident, alerts, { fleet: cardFleet, facts, now }), at: now };
};

const lineOf = (name: string): Picture => {
  const { incident, alerts, facts, now } = stateOf(name);
  const told = membersFacts(cardFleet, incident, alerts, facts, now);
  if (!told) throw new Error(`members are not told of ${name}`);
  return { card: lineCard(membersText(told, now)), at: now };
};

/** What the channel shows last, after what it showed before by the same message. */
const pictures: Readonly<Record<string, readonly Picture[]>> = {
  page: [cardOf('page')],
  pageNoAnswer: [cardOf('pageNoAnswer')],
  pageJourney: [cardOf('pageJourney')],
  pageBlind: [cardOf('pageBlind')],
  spare: [cardOf('spare')],
  node: [cardOf('node')],
  warning: [cardOf('warning')],
  info: [cardOf('info')],
  chain: [cardOf('chain')],
  self: [cardOf('self')],
  sla: [cardOf('sla')],
  acknowledged: [cardOf('page'), cardOf('acknowledged')],
  unknown: [cardOf('page'), cardOf('unknown')],
  recovering: [cardOf('page'), cardOf('recovering')],
  resolved: [cardOf('page'), cardOf('resolved')],
  members: [lineOf('page')],
  membersResolved: [lineOf('page'), lineOf('resolved')],
};

/**
 * Draws what a phone's emoji font would: servers seldom have one, and an icon that is an empty box tells nothing. A
 * text, because it runs in the page.
 */
const drawIcons = `(() => {
  const drawn = { '🔴': '#dd2e44', '🟠': '#f4900c', '🟡': '#fdcb58', '🔵': '#55acee', '✅': '#77b255', '◻': '#ccd6dd' };
  const walker = document.createTreeWalker(document.querySelector('.message'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/(🔴|🟠|🟡|🔵|✅|◻)/u);
    if (parts.length < 2) continue;
    text.replaceWith(...parts.map((part) => {
      if (!(part in drawn)) return part;
      const icon = document.createElement('span');
      const square = part === '✅' || part === '◻';
      icon.textContent = part === '✅' ? '✓' : '';
      icon.style.cssText = 'display:inline-block;width:1em;height:1em;line-height:1em;text-align:center;color:#fff;vertical-align:-0.1em;background:'
        + drawn[part] + ';border-radius:' + (square ? '3px' : '50%');
      return icon;
    }));
  }
})()`;

const take = async (browser: Browser, name: string, steps: readonly Picture[]): Promise<void> => {
  let at = steps[0]?.at ?? 0;
  const standins = await startStandins({ now: () => at * 1000 });
  const sink = createDiscordSink({ webhook: new Secret(standins.discord.webhookUrl), api: standins.discord.api });
  // Times are shown in UTC.
  const page = await browser.newPage({
    viewport: { width: 390, height: 1600 },
    deviceScaleFactor: 1,
    timezoneId: 'UTC',
    // The page renews itself each second; a picture wants it still.
    javaScriptEnabled: false,
  });
  try {
    let id: string | undefined;
    for (const step of steps) {
      at = step.at;
      const delivery = await (id === undefined ? sink.post(step.card) : sink.edit(id, step.card));
      if (delivery.kind !== 'ok') throw new Error(`${name}: ${delivery.kind}`);
      id ??= delivery.messageId;
    }
    await page.goto(standins.url);
    await page.evaluate(drawIcons);
    await page.locator('.message').screenshot({ path: `${directory}${name}.png`, animations: 'disabled' });
  } finally {
    await page.close();
    sink.close();
    await standins.stop();
  }
};

mkdirSync(directory, { recursive: true });
const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text'],
});
try {
  for (const [name, steps] of Object.entries(pictures)) await take(browser, name, steps);
} finally {
  await browser.close();
}
console.log(`${Object.keys(pictures).length} pictures in docs/images/cards`);
