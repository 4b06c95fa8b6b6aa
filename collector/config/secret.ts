/**
 * A value that must never print. Every URL of an endpoint is one (keys live in paths and hosts are the origin), and so
 * are header values, tokens and webhook addresses. `String()`, `JSON.stringify()` and `util.inspect()` all redact.
 */
import { inspect } from 'node:util';

const redacted = '[redacted]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the bytes leave for their destination, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
