/** A sentence about what a valid fleet could do better. */
export interface Advice {
  /** Scope or path that it is about: `chain:NAME`, `edge:NAME`, `node:NAME`, `controls`, `notify.pagerduty`. */
  readonly about: string;
  readonly text: string;
}
