/** Which nodes a region's question may go to: its own pool while one of it is healthy, else the next pool that is. */
export interface Pools {
  readonly regions: Readonly<Record<string, readonly string[]>>;
}

/** Healthy nodes of the first pool that has any; when none is left anywhere, the own pool whatever its health. */
export const steer = (pools: Pools, region: string, healthy: (node: string) => boolean): readonly string[] => {
  const own = pools.regions[region] ?? [];
  const others = Object.entries(pools.regions).flatMap(([name, nodes]) => (name === region ? [] : [nodes]));
  for (const pool of [own, ...others]) {
    const well = pool.filter(healthy);
    if (well.length > 0) return well;
  }
  return own;
};

/** The same nodes, each question beginning with the next one. */
export const rotate = <T>(items: readonly T[], turn: number): readonly T[] => {
  const start = items.length === 0 ? 0 : turn % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
};
