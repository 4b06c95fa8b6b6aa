/** Small loopback HTTP for the stack: every call has a deadline, every failure names its address (all are ours). */

/** Milliseconds. A dozen stacks that start side by side on two cores have held an answer up for more than five seconds. */
const patience = 30_000;

/** No answer at all: refused, reset, or closed on the way. */
class Unreached extends Error {}

const causeOf = (error: TypeError): string =>
  error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.message;

const askOnce = async (url: string, init: RequestInit, deadlineMs: number): Promise<string> => {
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    const response = await fetch(url, { ...init, signal });
    const text = await response.text();
    if (response.ok) return text;
    throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  } catch (error) {
    if (signal.aborted) throw new Error(`${url} did not answer within ${deadlineMs / 1000} s`, { cause: error });
    if (error instanceof TypeError) throw new Unreached(`${url} was not reached: ${causeOf(error)}`, { cause: error });
    throw error;
  }
};

const ask = (url: string, init: RequestInit, deadlineMs: number): Promise<string> =>
  askOnce(url, init, deadlineMs).catch((error) => {
    // A kept connection may be closed just as it is used again: what only reads is asked once more.
    if (init.method === undefined && error instanceof Unreached) return askOnce(url, init, deadlineMs);
    throw error;
  });

/** Parsed JSON of unknown shape: the caller checks it. */
export const getJson = async (
  url: string,
  deadlineMs = patience,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> => JSON.parse(await ask(url, { headers }, deadlineMs));

export const getText = (url: string, deadlineMs = patience): Promise<string> => ask(url, {}, deadlineMs);

export const postJson = async (url: string, body: unknown = {}, deadlineMs = patience): Promise<unknown> => {
  const headers = { 'content-type': 'application/json' };
  const text = await ask(url, { method: 'POST', headers, body: JSON.stringify(body) }, deadlineMs);
  return text === '' ? undefined : JSON.parse(text);
};

/** Whether it answers 2xx, with the given text in the body: any other listener may answer 2xx, too. */
export const isUp = async (url: string, says = '', deadlineMs = 1000): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(deadlineMs) });
    return (await response.text()).includes(says) && response.ok;
  } catch {
    return false;
  }
};
