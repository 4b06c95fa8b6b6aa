import type { Secret } from './secret.ts';

/** A secret that is named in fleet.yaml. Absent ones are standing lines on the status page, but for `mandatory`. */
export interface NamedSecret {
  /** Path in fleet.yaml, for example `notify.pagerduty.routing_key_file`. */
  readonly path: string;
  /** File as named in fleet.yaml, resolved against the home. Never its content. */
  readonly file: string;
  readonly mandatory: boolean;
  /** What is lost without it, as a sentence: "Nobody will be paged." */
  readonly without: string;
  readonly value: Secret | undefined;
}
