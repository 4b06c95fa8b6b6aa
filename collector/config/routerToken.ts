/** A token of the router that fleet.yaml names, and whose file is absent or empty. */
import type { Fleet } from './fleet.ts';
import { isOnLoopback } from './loopback.ts';
import type { NamedSecret } from './namedSecret.ts';

/**
 * Whether the private listener lets nobody in: others than this host reach it, and the token that should keep them out
 * cannot be read. On loopback who asks is on this host, and no card is lost over a file.
 */
export const isShut = ({ router: { listen, token } }: Pick<Fleet, 'router'>): boolean =>
  token !== undefined && token.value === undefined && !isOnLoopback(listen);

/** The token with what is lost without it, which depends on who reaches the listener. */
export const routerToken = (listen: string, token: NamedSecret): NamedSecret =>
  isOnLoopback(listen)
    ? token
    : {
        ...token,
        without: 'Nobody may tell the router anything: no cards, and no acknowledgement from the command line.',
      };
