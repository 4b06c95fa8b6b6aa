/** Asks the running router about its ledger: it is the only process that writes it. */
import { userInfo } from 'node:os';
import { z } from 'zod';
import { clientAddress, routerHeaders } from '../../alerts/routing/addresses.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { configPath } from '../../collector/config/path.ts';
import { CommandError, exitCodes } from '../io.ts';

const refusal = z.object({
  faults: z.array(z.object({ path: z.string(), found: z.string(), expected: z.string() })),
  /** In sentences, where nothing is spelled wrong. */
  why: z.string().nullish(),
});

export const fleetOf = async (config: string | undefined): Promise<Fleet> => {
  const { loadFleet } = await import('../../collector/config/load.ts');
  const { kinds } = await import('../../exporters/kinds.ts');
  // Only its own listener is asked: the addresses of nodes and edges need not be set here.
  return loadFleet(configPath(config), { kinds, allowUnset: true });
};

/** Who is told as the author when nobody says. */
export const whoami = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'someone';
  }
};

/**
 * @param body posted as JSON; without one it is a question
 * @param notFound what a 404 means
 * @throws CommandError with every fault (exit code 2) or when the router does not answer (1)
 */
export const askRouter = async <T>(
  fleet: Fleet,
  path: string,
  schema: z.ZodType<T>,
  body?: object,
  notFound = 'This router knows nothing of it: it is of an older version. Restart `headwatch alert`.',
): Promise<T> => {
  const url = `http://${clientAddress(fleet.router.listen)}${path}`;
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(15_000),
    headers: { ...routerHeaders(fleet), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  }).catch(() => {
    throw new CommandError(`The router does not answer at ${url}: is \`headwatch alert\` running?`);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.status === 400) {
    const parsed = refusal.safeParse(answer);
    const { faults = [], why } = parsed.success ? parsed.data : {};
    const lines = faults.map((fault) => `${fault.path}: found ${fault.found}, expected ${fault.expected}`);
    throw new CommandError([...(why ? [why] : []), ...lines].join('\n') || 'The router refuses this.', exitCodes.usage);
  }
  if (response.status === 401)
    throw new CommandError(
      `The router wants its token, and ${fleet.router.token ? `that in ${fleet.router.token.file} is not the one it started with (or cannot be read)` : 'router.token_file is not in fleet.yaml'}.`,
    );
  if (response.status === 404) throw new CommandError(notFound);
  const parsed = schema.safeParse(answer);
  if (!response.ok || !parsed.success)
    throw new CommandError(`The router cannot do this now (HTTP ${response.status}); its log says why.`);
  return parsed.data;
};
