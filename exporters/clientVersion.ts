/** What a client calls itself, as two labels. */

export interface ClientVersion {
  /** Lower case: `geth`, `nethermind`, `prysm`. */
  readonly client: string;
  /** Semantic version without `v`, commit and build: `1.16.4`, `3.11.3-rc.4`; as it came where it holds none. */
  readonly version: string;
}

const clean = (part: string): string => part.replaceAll(/[^\w.+-]/g, '').slice(0, 40);
const semver = /\d+(?:\.\d+)+(?:-(?:alpha|beta|rc|dev|unstable)(?:\.?\d+)*)?/i;

/** A version by itself: `v1.35.8`, `v8.0.1-ced49dd`. */
export const cleanVersion = (text: string): string => semver.exec(text)?.[0] ?? clean(text);

/**
 * Reads `web3_clientVersion` and the Beacon API's version: `Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7`,
 * `erigon/3.0.14/…`, `reth/v0.1.0-alpha.1-428a6dc2f/…`, `Prysm/v7.1.0 (linux amd64)`. The first part alone names the
 * client, in any case. Empty parts are `unknown`.
 */
export const parseClientVersion = (text: string): ClientVersion => {
  const [client = '', version = ''] = (text.split(' ')[0] ?? '').split('/');
  return { client: clean(client).toLowerCase() || 'unknown', version: cleanVersion(version) || 'unknown' };
};

/** The first two parts as they came, for people. */
export const shortClientVersion = (text: string): string => {
  const [client = 'unknown', version = 'unknown'] = (text.split(' ')[0] ?? '').split('/');
  return `${client}/${version}`.slice(0, 60);
};
