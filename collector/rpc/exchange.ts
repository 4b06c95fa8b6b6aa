/**
 * One question and its answer on undici's dispatch interface. A class, because it is the hottest object of the process:
 * its methods are shared, where closures would be made anew for every question.
 */
import type { Dispatcher } from 'undici';
import type { FailureReason } from '../catalogue/labels.ts';
import { reasonOfError, reasonOfStatus } from './classify.ts';
import { failed, type Observation } from './observation.ts';

/**
 * An honest answer is a few kB; the largest that is asked for is a header with its transaction hashes, 69 bytes each:
 * 15,000 of them fit. What is read must be parsed, and while it is parsed no other target is judged.
 */
const maxBodyBytes = 1024 * 1024;

const headerText = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).toLowerCase();

export class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (seen: Observation<string>) => void;
  readonly #clean: (body: string) => string;
  readonly #timer: NodeJS.Timeout;
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #sentWall = Date.now();
  #sentMono = performance.now();
  #size = 0;
  #started = false;
  #done = false;

  /**
   * @param deadline seconds until the question is given up, from now
   * @param clean applied to the body of a good answer
   * @param limit bytes that a body may have
   */
  constructor(
    deadline: number,
    clean: (body: string) => string,
    resolve: (seen: Observation<string>) => void,
    limit = maxBodyBytes,
  ) {
    this.#limit = limit;
    this.#resolve = resolve;
    this.#clean = clean;
    this.#timer = setTimeout(() => this.#giveUp('timeout'), deadline * 1000);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#done) {
      controller.abort(new Error('timeout'));
      return;
    }
    // Restamped here: until now the question may have waited for a connection.
    this.#sentWall = Date.now();
    this.#sentMono = performance.now();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 103 Early Hints and 102 Processing (RFC 8297, RFC 2518): the answer itself is yet to come.
    if (status < 200) return;
    this.#started = true;
    const reason = reasonOfStatus(status, {
      server: headerText(headers.server),
      contentType: headerText(headers['content-type']),
      mitigated: headerText(headers['cf-mitigated']),
    });
    // The body of a failure is of no use to us and may be anything.
    if (reason) this.#giveUp(reason);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#limit) this.#giveUp('too_large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#finish(undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(reasonOfError(error, this.#started));
  }

  #finish(reason: FailureReason | undefined): void {
    if (this.#done) return;
    this.#done = true;
    clearTimeout(this.#timer);
    const timing = { sentWall: this.#sentWall, sentMono: this.#sentMono, receivedMono: performance.now() };
    if (reason) {
      this.#resolve(failed(reason, timing));
      return;
    }
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#resolve({ ok: true, value: this.#clean(bytes.toString('utf8')), ...timing });
  }

  #giveUp(reason: FailureReason): void {
    this.#finish(reason);
    this.#controller?.abort(new Error(reason));
  }
}
