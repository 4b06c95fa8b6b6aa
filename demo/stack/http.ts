/** Small loopback HTTP for the stack: every call has a deadline, every failure names its address (all are ours). */

const ask = async (url: string, init: RequestInit, deadlineMs: number): Promise<Response> => {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(deadlineMs) });
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  }
  return response;
};

/** Parsed JSON of unknown shape: the caller checks it. */
export const getJson = async (
  url: string,
  deadlineMs = 5000,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> => (await ask(url, { headers }, deadlineMs)).json();

export const getText = async (url: string, deadlineMs = 5000): Promise<string> =>
  (await ask(url, {}, deadlineMs)).text();

export const postJson = async (url: string, body: unknown = {}, deadlineMs = 5000): Promise<unknown> => {
  const response = await ask(
    url,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    deadlineMs,
  );
  const text = await response.text();
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
