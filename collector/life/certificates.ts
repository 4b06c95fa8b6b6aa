/** When certificates expire: of edges, references and nodes, and of the public page. A few handshakes a day. */
import { metrics } from '../catalogue/index.ts';
import type { Endpoint } from '../config/fleet.ts';
import { Secret } from '../config/secret.ts';
import { lifeLimits } from '../policy/life.ts';
import type { Recorder } from '../registry/registry.ts';
import { hasCertificate, readCertificate } from '../rpc/certificate.ts';
import type { TargetRuntime } from '../tick/runtime.ts';

export interface CertificatesOptions {
  readonly vantage: string;
  readonly targets: readonly TargetRuntime[];
  /** Of the status page; undefined where it is not told, and in collectors that do not look after it. */
  readonly publicUrl: string | undefined;
  readonly recorder: Recorder;
}

/** Seconds. */
const deadline = 10;
/** Seconds between the first handshakes of two targets. */
const spread = 0.5;

const endpointOf = (target: TargetRuntime): Endpoint =>
  target.role === 'node'
    ? target.node.endpoint
    : target.role === 'edge'
      ? target.edge.endpoint
      : target.reference.endpoint;

/** Reads again and again; what was read stays while it cannot be read again. Returns the stop function. */
const keepReading = (endpoint: Pick<Endpoint, 'url'>, first: number, tell: (expiry: number) => void): (() => void) => {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const later = (seconds: number): void => {
    timer = setTimeout(() => void read(), seconds * 1000);
    timer.unref();
  };
  const read = async (): Promise<void> => {
    const reading = await readCertificate(endpoint, deadline);
    if (stopped) return;
    if ('expiry' in reading) tell(reading.expiry);
    later('expiry' in reading ? lifeLimits.certificateEvery : lifeLimits.certificateRetry);
  };
  later(first);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
};

export const watchCertificates = ({ vantage, targets, publicUrl, recorder }: CertificatesOptions): (() => void) => {
  const stops = targets
    .map((target) => ({ target, endpoint: endpointOf(target) }))
    .filter(({ endpoint }) => hasCertificate(endpoint))
    .map(({ target, endpoint }, index) =>
      keepReading(endpoint, spread * (index + 1), (expiry) =>
        recorder.set(metrics.certificateExpiry, target.labels, expiry),
      ),
    );
  const page = publicUrl === undefined ? undefined : { url: new Secret(publicUrl) };
  if (page && hasCertificate(page)) {
    stops.push(
      keepReading(page, spread, (expiry) => recorder.set(metrics.publicCertificateExpiry, { vantage }, expiry)),
    );
  }
  return () => {
    for (const stop of stops) stop();
  };
};
