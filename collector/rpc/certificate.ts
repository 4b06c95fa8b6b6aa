/**
 * Until when the certificate of an https or wss endpoint holds: one handshake, nothing is asked and nothing is sent. Also
 * of a certificate that has expired or is not trusted; that is the light question's failure, not this one's.
 */
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { FailureReason } from '../catalogue/labels.ts';
import type { Endpoint } from '../config/fleet.ts';
import { reasonOfError } from './classify.ts';

export type CertificateReading = { readonly expiry: number } | { readonly reason: FailureReason };

export const hasCertificate = ({ url }: Pick<Endpoint, 'url'>): boolean =>
  ['https:', 'wss:'].includes(new URL(url.reveal()).protocol);

/** @param deadline seconds @returns Unix seconds; never throws */
export const readCertificate = (
  { url: secret }: Pick<Endpoint, 'url'>,
  deadline: number,
): Promise<CertificateReading> =>
  new Promise((resolve) => {
    const url = new URL(secret.reveal());
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const socket = connect({
      host,
      port: Number(url.port || 443),
      // RFC 6066 section 3: no address is a server name.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    });
    const finish = (reading: CertificateReading): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reading);
    };
    const timer = setTimeout(() => finish({ reason: 'timeout' }), deadline * 1000);
    socket.on('error', (error) => finish({ reason: reasonOfError(error, false) }));
    socket.once('secureConnect', () => {
      const expiry = Date.parse(socket.getPeerCertificate().valid_to) / 1000;
      finish(Number.isNaN(expiry) ? { reason: 'tls' } : { expiry });
    });
  });
