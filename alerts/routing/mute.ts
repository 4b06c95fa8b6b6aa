import type { AlertName } from '../rules/index.ts';

/** Values of labels, one of which each alert must have. */
export type OneOf = Readonly<Partial<Record<'target' | 'region' | 'chain' | 'dataset', readonly string[]>>>;

export interface Mute {
  readonly source: AlertName;
  /** Which instances of the source; all of them when absent. */
  readonly sourceOf?: OneOf;
  readonly targets: readonly AlertName[];
  /** Which instances of the targets. */
  readonly targetsOf?: OneOf;
  /** Labels that both must share. */
  readonly equal: readonly string[];
  readonly why: string;
}
