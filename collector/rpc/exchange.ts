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

/** Bytes of a refusal that are read for its words. */
const maxRefusalBytes = 16 * 1024;

/** Reads the words of a refusal (status 400 and above); undefined leaves what the status says. */
export type Explain = (status: number, body: string) => FailureReason | undefined;

/** Hears the Date header of an answer. @param sent @param received our wall clock, Unix ms */
export type HearDate = (date: string, sent: number, received: number) => void;

const headerText = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).toLowerCase();

export class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (seen: Observation<string>) => void;
  readonly #clean: (body: string) => string;
  readonly #timer: NodeJS.Timeout;
  readonly #limit: number;
  readonly #explain: Explain | undefined;
  readonly #hearDate: HearDate | undefined;
  /**
   * Made with the first piece: V8 learns to put an array that every question begins with among its old objects, where it
   * keeps answers that nobody needs until the next collection of everything.
   */
  #chunks: Buffer[] | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #sentWall = Date.now();
  #sentMono = performance.now();
  #size = 0;
  /** Status and reason of a refusal whose words are being read. */
  #refusal: { readonly status: number; readonly reason: FailureReason } | undefined;
  #started = false;
  #done = false;

  /**
   * @param deadline seconds until the question is given up, from now
   * @param clean applied to the body of a good answer
   * @param limit bytes that a body may have
   * @param explain reads the words of a refusal; without it they are left unread
   * @param hearDate hears when whoever answers thinks it does; not of an answer that a cache has kept
   */
  constructor(
    deadline: number,
    clean: (body: string) => string,
    resolve: (seen: Observation<string>) => void,
    limit = maxBodyBytes,
    explain?: Explain,
    hearDate?: HearDate,
  ) {
    this.#limit = limit;
    this.#explain = explain;
    this.#hearDate = hearDate;
    this.#resolve = resolve;
    this.#clean = clean;
    this.#timer = setTimeout(() => this.#expire(), deadline * 1000);
  }

  /**
   * Timers come before what has arrived meanwhile. Where our own event loop was late, the answer may be there: it is read
   * first, so that a stall of ours blames nobody and tears down no connection.
   */
  #expire(): void {
    setImmediate(() => {
      if (!this.#done) this.#giveUp('timeout');
    });
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
    const { date, age } = headers;
    if (typeof date === 'string' && (age === undefined || age === '0')) {
      this.#hearDate?.(date, this.#sentWall, Date.now());
    }
    const reason = reasonOfStatus(status, {
      server: headerText(headers.server),
      contentType: headerText(headers['content-type']),
      mitigated: headerText(headers['cf-mitigated']),
    });
    if (!reason) return;
    const worded = reason === 'http_4xx' || reason === 'http_5xx';
    if (worded && this.#explain) this.#refusal = { status, reason };
    // The body of any other failure is of no use to us and may be anything.
    else this.#giveUp(reason);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#refusal && this.#size > maxRefusalBytes) this.#giveUp(this.#refusal.reason);
    else if (this.#size > this.#limit) this.#giveUp('too_large');
    else if (this.#chunks) this.#chunks.push(chunk);
    else this.#chunks = [chunk];
  }

  onResponseEnd(): void {
    this.#finish(undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(this.#refusal?.reason ?? reasonOfError(error, this.#started));
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
    const chunks = this.#chunks ?? [];
    const [first] = chunks;
    const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks);
    const body = bytes.toString('utf8');
    const { status, reason: refused } = this.#refusal ?? {};
    if (refused && status) this.#resolve(failed(this.#explain?.(status, body) ?? refused, timing));
    else this.#resolve({ ok: true, value: this.#clean(body), ...timing });
  }

  #giveUp(reason: FailureReason): void {
    this.#finish(reason);
    this.#controller?.abort(new Error(reason));
  }
}
