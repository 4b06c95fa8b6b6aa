/** Reads `status.json` of the service, as strictly as it is documented: what is not clear says nothing. */
import { z } from 'zod';
import { chainVerdicts, edgeStates } from '../../collector/catalogue/labels.ts';
import { Secret } from '../../collector/config/secret.ts';
import { parseJson } from '../../collector/rpc/jsonRpc.ts';
import { createPool } from '../../collector/rpc/pool.ts';
import type { StatusWord } from './findings.ts';
import { reasonWords } from './reasons.ts';

const region = z.object({
  region: z.string().min(1).max(60),
  state: z.enum(edgeStates),
  since: z.number().nullable(),
  measured: z.boolean(),
});
const schema = z.object({
  version: z.literal(1),
  validUntil: z.number(),
  edges: z.array(z.object({ chain: z.string(), regions: z.array(region) })),
  chains: z.array(z.object({ chain: z.string(), verdict: z.enum(chainVerdicts) })),
});
const unreadable = (why: string): StatusWord => ({ kind: 'unreadable', why });

/** Names come from elsewhere and go to a terminal. */
const printable = (name: string): string => name.replaceAll(/[^\w .-]/g, '?');

/**
 * @param text body of `status.json`
 * @param chain what the member's endpoint serves
 * @param only the one region that matters; undefined: all
 * @param now Unix seconds
 */
export const readStatus = (text: string, chain: string, only: string | undefined, now: number): StatusWord => {
  const json = parseJson(text);
  const parsed = schema.safeParse('value' in json ? json.value : undefined);
  if (!parsed.success) return unreadable('it is no status.json');
  const { validUntil, edges, chains } = parsed.data;
  if (validUntil < now) return unreadable('it is out of date');
  const regions = edges
    .filter((edge) => edge.chain === chain)
    .flatMap((edge) => edge.regions)
    .filter((each) => each.measured && (only === undefined || each.region === only))
    .map(({ region: name, state, since }) => ({ region: printable(name), state, since }));
  const chainHalted = chains.some((each) => each.chain === chain && each.verdict === 'halted');
  return { kind: 'read', chainHalted, regions };
};

/** `https://status.example.org/` or the file itself. */
const fileOf = (address: string): string => {
  const url = new URL(address);
  if (!url.pathname.endsWith('.json')) url.pathname = `${url.pathname.replace(/\/$/, '')}/status.json`;
  return url.href;
};

/** Never throws; @param deadline seconds */
export const askStatus = async (
  address: Secret,
  deadline: number,
  chain: string,
  only: string | undefined,
): Promise<StatusWord> => {
  const pool = createPool({ url: new Secret(fileOf(address.reveal())), headers: {}, via: 'direct' });
  const seen = await pool.exchange({ method: 'GET', deadline });
  await pool.close();
  return seen.ok ? readStatus(seen.value, chain, only, Date.now() / 1000) : unreadable(reasonWords[seen.reason]);
};
