/** Who reaches a listener. */

/** The host of `host:port`. */
export const hostOf = (address: string): string => address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

const isLoopback = (host: string): boolean => /^127\./.test(host) || host === '::1' || host === 'localhost';

/** Whether only this host does. @param listen `host:port` */
export const isOnLoopback = (listen: string): boolean => isLoopback(hostOf(listen));
