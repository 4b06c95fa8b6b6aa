/** Versions of node software, as clients write them and as fleet.yaml asks for them. */

interface SoftwareVersion {
  readonly numbers: readonly number[];
  /** Rank and number of what comes before a release; a release has the highest rank. */
  readonly stage: readonly [rank: number, number: number];
}

const ranks: Readonly<Record<string, number>> = {
  ...{ nightly: 0, dev: 0, unstable: 0, alpha: 1, beta: 2, pre: 3, rc: 4 },
};
const release = 5;

const shape = /(\d+)\.(\d+)(?:\.(\d+))?(?:[-.]?(nightly|dev|unstable|alpha|beta|pre|rc)(?:[.-]?(\d+)(?![\da-f]))?)?/i;

/**
 * `v3.10.0-rc.1-4bed0c5`, `1.16.4-stable-41714b49`, `v1.35.8+c066aee2`, `3.0.14`, `nitro/v3.9`: numbers, and whether it
 * comes before a release. Commits and builds say nothing of order.
 */
const parse = (text: string): SoftwareVersion | undefined => {
  const found = shape.exec(text);
  if (!found) return undefined;
  const [, major, minor, patch = '0', stage, number = '0'] = found;
  const rank = stage === undefined ? release : (ranks[stage.toLowerCase()] ?? release);
  return { numbers: [Number(major), Number(minor), Number(patch)], stage: [rank, Number(number)] };
};

export const isVersion = (text: string): boolean => parse(text) !== undefined;

/** Below zero when the first is older; undefined when one of them cannot be read. */
export const compareVersions = (one: string, other: string): number | undefined => {
  const [a, b] = [parse(one), parse(other)];
  if (!a || !b) return undefined;
  const parts = (version: SoftwareVersion): readonly number[] => [...version.numbers, ...version.stage];
  const differs = parts(a).map((part, index) => part - (parts(b)[index] ?? 0));
  return differs.find((difference) => difference !== 0) ?? 0;
};
