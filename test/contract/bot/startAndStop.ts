/** A process that starts a bot, stops it after a while, and should end then by itself. */
import { createBot } from '../../../alerts/notifiers/bot.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { silentLog } from '../../../collector/log.ts';

const [api = '', webhook = '', token = '', wait = '0'] = process.argv.slice(2);
const bot = createBot({
  token: new Secret(token),
  webhook: new Secret(webhook),
  api,
  log: silentLog,
  now: () => Date.now() / 1000,
  handle: async () => '',
});
bot.start();
await new Promise((resolve) => setTimeout(resolve, Number(wait)));
await bot.stop();
process.stdout.write('stopped\n');
