/** One TCP connection, for no longer than it takes to learn whether somebody takes it. Nothing is sent. */
import { connect } from 'node:net';

/** `silent`: nothing came back in time. `unknown`: it did not leave this machine. */
export type PortState = 'open' | 'refused' | 'silent' | 'unknown';

/** Somebody on the way has said so; all else is a fault of ours: no route, no socket, not allowed. */
const states: Readonly<Record<string, PortState>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'silent',
};

/** @param address an IP address @param deadline seconds */
export const tryPort = (address: string, port: number, deadline: number): Promise<PortState> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const finish = (state: PortState): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(state);
    };
    const timer = setTimeout(() => finish('silent'), deadline * 1000);
    socket.once('connect', () => finish('open'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(states[error.code ?? ''] ?? 'unknown');
    });
  });
