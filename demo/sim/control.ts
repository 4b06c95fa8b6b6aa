/**
 * The switches over HTTP: `GET /control/{truth,faults,requests,targets}`, `POST /control/{set,fault,clear}` with JSON.
 * A request that makes no sense is answered 400 with `{error}`.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { faults } from '../faults/index.ts';
import { controlPage } from './controlPage.ts';
import { send } from './http/misbehave.ts';
import { openAnywhere } from './http/ports.ts';
import type { Reply } from './http/reply.ts';
import type { SimAction } from './modes.ts';
import { SimRequestError, type Switchboard } from './switchboard.ts';
import type { SimUrls, Truth } from './types.ts';

export interface ControlParts {
  readonly board: Switchboard;
  readonly truth: () => Truth;
  readonly requests: () => unknown;
  readonly urls: Omit<SimUrls, 'control'>;
}

const largestBody = 64 * 1024;

const json = (body: unknown, status = 200): Reply => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(body)}\n`,
});

const isForm = (request: IncomingMessage): boolean =>
  request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

const readJson = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > largestBody) throw new SimRequestError('the body is too large');
  }
  // curl -d calls everything a form; ours never begin with a brace.
  if (isForm(request) && !text.startsWith('{')) {
    const form = Object.fromEntries(new URLSearchParams(text));
    return { ...form, on: form.on === 'true' };
  }
  try {
    const value: unknown = JSON.parse(text || '{}');
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Falls through to the error below.
  }
  throw new SimRequestError('the body is not a JSON object');
};

const actionIn = (body: Readonly<Record<string, unknown>>): SimAction => {
  const { target, mode, seconds } = body;
  if (typeof target !== 'string' || typeof mode !== 'string') {
    throw new SimRequestError('target and mode are needed, both as text');
  }
  if (seconds !== undefined && (typeof seconds !== 'number' || !(seconds >= 0) || seconds > 86_400)) {
    throw new SimRequestError('seconds is a number from 0 to 86400');
  }
  // The switchboard refuses every mode that its target does not have, so the cast cannot let a wrong one in.
  return { target, mode: mode as SimAction['mode'], ...(seconds === undefined ? {} : { seconds }) };
};

const isOn = (body: Readonly<Record<string, unknown>>): boolean => {
  if (body.on === undefined) return true;
  if (typeof body.on !== 'boolean') throw new SimRequestError('on is true or false');
  return body.on;
};

const faultList = (truth: Truth): unknown =>
  Object.entries(faults).map(([name, { title, chain, does }]) => ({
    name,
    title,
    chain,
    does,
    on: does.every(({ target, mode }) => truth.actions.some((on) => on.target === target && on.mode === mode)),
  }));

const route = async (request: IncomingMessage, { board, truth, requests, urls }: ControlParts): Promise<Reply> => {
  const path = (request.url ?? '/').split('?')[0];
  switch (`${request.method} ${path}`) {
    case 'POST /control/set': {
      const body = await readJson(request);
      await board.set(actionIn(body), isOn(body));
      return json({ actions: truth().actions });
    }
    case 'POST /control/fault': {
      const body = await readJson(request);
      if (typeof body.fault !== 'string') throw new SimRequestError('fault is needed, as text');
      await board.fault(body.fault, isOn(body));
      return json({ actions: truth().actions });
    }
    case 'POST /control/clear':
      await board.clear();
      return json({ actions: truth().actions });
    case 'GET /control/truth':
      return json(truth());
    case 'GET /control/faults':
      return json(faultList(truth()));
    case 'GET /control/requests':
      return json(requests());
    case 'GET /control/targets':
      return json({
        ...urls,
        modes: Object.fromEntries([...board.targets()].map(([n, { modes }]) => [n, [...modes]])),
      });
    case 'GET /':
    case 'GET /control':
    case 'GET /control/':
      return { status: 200, type: 'text/html; charset=utf-8', body: controlPage(truth(), urls, board.targets()) };
    default:
      return json({ error: `nothing at ${request.method} ${path}` }, 404);
  }
};

/** Its port is its own: no mode of the fleet reaches it. */
export const openControl = async (parts: ControlParts): Promise<{ url: string; stop: () => Promise<void> }> => {
  const server = createServer((request, response) => {
    route(request, parts)
      .catch((error: unknown) => {
        const wrong = error instanceof SimRequestError;
        return json({ error: wrong ? error.message : `the simulator failed: ${error}` }, wrong ? 400 : 500);
      })
      .then((reply) => {
        // A form of the page comes back to the page.
        const fromPage = isForm(request) && request.headers.accept?.includes('text/html');
        if (fromPage && reply.status === 200) response.writeHead(303, { location: '/control/' }).end();
        else send(response, reply);
      });
  });
  const port = await openAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
