import type { Layer } from '../catalogue/labels.ts';

/** What the config needs to know of a kind of node; exporters/index.ts supplies it. */
export interface KindConfig {
  readonly layer: Layer;
  /** Used when `host` is given without `rpc`. */
  readonly defaultPort: number;
  /** Where such a node usually shows its metrics; absent: not known, a URL must be given. */
  readonly metrics?: { readonly port: number; readonly path: string };
}
export type KindTable = Readonly<Record<string, KindConfig>>;
