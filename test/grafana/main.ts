/**
 * `npx tsx test/grafana/main.ts [DIRECTORY]`: with a `grafana` on PATH, runs the demo's system, logs in, asks for each
 * dashboard by API and takes a picture of each into the directory. Without one it says that nothing was run.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { Secret } from '../../collector/config/secret.ts';
import { grafanaClient } from '../../dashboards/share/client.ts';
import { findBinaries } from '../../demo/stack/binaries.ts';
import { startStack } from '../../demo/stack/stack.ts';
import { checkGrafana } from './checkGrafana.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const pictures = async (url: string, uids: readonly string[], out: string): Promise<void> => {
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    for (const uid of uids) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 1800 } });
      await page.goto(`${url}/d/${uid}?kiosk`);
      // Panels draw after their queries.
      await sleep(5000);
      await page.screenshot({ path: join(out, `${uid}.png`) });
      const errors = await page.locator('[data-testid="data-testid Panel status error"]').count();
      say(`${uid}: ${errors === 0 ? 'drawn' : `${errors} panels with an error`}`);
      if (errors > 0) process.exitCode = 1;
      await page.close();
    }
  } finally {
    await browser.close();
  }
};

const { grafana } = await findBinaries({ log: say });
if (grafana === undefined) say('not run: there is no grafana on PATH');
else {
  const stack = await startStack({ log: say });
  try {
    if (stack.urls.grafana === undefined) throw new Error('Grafana did not start');
    await sleep(60_000);
    const password = readFileSync(join(stack.home, 'secrets', 'grafana_admin'), 'utf8').trim();
    const uids = readdirSync(join(stack.home, 'generated/grafana/dashboards/operator')).map((name) =>
      name.replace('.json', ''),
    );
    const wrong = await checkGrafana(grafanaClient(stack.urls.grafana, new Secret(password)), 'headwatch', uids);
    for (const line of wrong) say(line);
    if (wrong.length > 0) process.exitCode = 1;
    await pictures(stack.urls.grafana, uids, process.argv[2] ?? 'grafana-pictures');
  } finally {
    await stack.stop();
  }
}
