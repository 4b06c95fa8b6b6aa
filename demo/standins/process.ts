/**
 * The stand-ins as a process of their own. Prints one JSON line with the addresses when it listens; SIGTERM and SIGINT
 * stop it. Keys are made up unless the environment names them, so that containers can share fixed ones.
 */
import { parseArgs } from 'node:util';
import { startStandins } from './main.ts';

const usage = `usage: process.ts [--host ADDRESS] [--port PORT] [--base-url URL]
  --host      address to bind (127.0.0.1)
  --port      port to bind (a free one)
  --base-url  what others call this process, when that is not its address
environment: STANDINS_WEBHOOK_ID, STANDINS_WEBHOOK_TOKEN, STANDINS_ROUTING_KEY, STANDINS_DEADMAN_ID,
  STANDINS_CLOUDFLARE_TOKEN`;

const text = { type: 'string' } as const;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { host: text, port: text, 'base-url': text, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('--port: expected a number from 0 to 65535');
  const { env } = process;
  const standins = await startStandins({
    port,
    ...(values.host ? { host: values.host } : {}),
    ...(values['base-url'] ? { baseUrl: values['base-url'].replace(/\/+$/, '') } : {}),
    ...(env.STANDINS_WEBHOOK_ID ? { webhookId: env.STANDINS_WEBHOOK_ID } : {}),
    ...(env.STANDINS_WEBHOOK_TOKEN ? { webhookToken: env.STANDINS_WEBHOOK_TOKEN } : {}),
    ...(env.STANDINS_ROUTING_KEY ? { routingKey: env.STANDINS_ROUTING_KEY } : {}),
    ...(env.STANDINS_DEADMAN_ID ? { deadmanId: env.STANDINS_DEADMAN_ID } : {}),
    ...(env.STANDINS_CLOUDFLARE_TOKEN ? { cloudflareToken: env.STANDINS_CLOUDFLARE_TOKEN } : {}),
  });
  const { url, discord, pagerduty, deadman, cloudflare } = standins;
  process.stdout.write(`${JSON.stringify({ url, discord, pagerduty, deadman, cloudflare })}\n`);
  const stop = (): void => {
    void standins.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

main().catch((error: unknown) => {
  process.stderr.write(`stand-ins: ${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 2;
});
