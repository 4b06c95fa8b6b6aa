/**
 * Whether a machine can be reached past Cloudflare. Each of its ports is tried over the public route, and each must
 * fail. One that opens is proof; that all fail is proof only while we see the Internet.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { IsolationResult } from '../../collector/catalogue/isolation.ts';
import type { IsolatedOrigin } from '../../collector/config/fleetCloudflare.ts';
import { isPrivate, isPublished } from './ranges.ts';
import { type PortState, tryPort } from './tryPort.ts';

export interface IsolationReading {
  readonly result: IsolationResult;
  /** Ports that somebody took a connection on. */
  readonly open: readonly number[];
  /** Why, for people; never an address. */
  readonly detail: string;
}

export interface IsolationWays {
  /** Whether the controls answer, asked after the ports; undefined without controls. */
  readonly seesInternet: () => Promise<boolean | undefined>;
  /** Seconds for a connection. */
  readonly deadline?: number;
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  readonly tryOne?: typeof tryPort;
}

/** Ports of one machine that are tried at once: not what a firewall takes for a flood. */
const atOnce = 4;

const resolved = async (host: string): Promise<readonly string[]> => {
  if (isIP(host) !== 0) return [host];
  return (await lookup(host, { all: true })).map(({ address }) => address);
};

const unknown = (detail: string): IsolationReading => ({ result: 'unknown', open: [], detail });

export const tryOrigin = async (
  { address, ports }: Pick<IsolatedOrigin, 'address' | 'ports'>,
  { seesInternet, deadline = 3, addressesOf = resolved, tryOne = tryPort }: IsolationWays,
): Promise<IsolationReading> => {
  if (!address) return unknown('its address is not known');
  const addresses = await addressesOf(
    address
      .reveal()
      .trim()
      .replace(/^\[|\]$/g, ''),
  ).catch(() => []);
  if (addresses.length === 0) return unknown('its name does not resolve');
  if (addresses.some(isPrivate)) return unknown('its address is a private one: the public route does not lead there');
  // A proxied name: what is tried there is Cloudflare, and says nothing of the machine behind it.
  if (addresses.some(isPublished)) return unknown("its address is one of Cloudflare's: the machine's own is wanted");
  const tries = addresses.flatMap((each) => ports.map((port) => ({ each, port })));
  const seen: { readonly port: number; readonly state: PortState }[] = [];
  for (let at = 0; at < tries.length; at += atOnce) {
    const batch = tries.slice(at, at + atOnce);
    seen.push(
      ...(await Promise.all(
        batch.map(async ({ each, port }) => ({ port, state: await tryOne(each, port, deadline) })),
      )),
    );
  }
  const open = [...new Set(seen.filter(({ state }) => state === 'open').map(({ port }) => port))];
  if (open.length > 0) return { result: 'open', open, detail: `open: ${open.join(', ')}` };
  if (seen.some(({ state }) => state === 'unknown')) return unknown('this machine could not try each port');
  const answered = seen.every(({ state }) => state === 'refused');
  const sees = await seesInternet();
  if (sees === false) return unknown('we do not see the Internet ourselves');
  if (sees === undefined && !answered) return unknown('without controls silence says nothing');
  return { result: 'closed', open: [], detail: `${ports.length} ports, none open` };
};
