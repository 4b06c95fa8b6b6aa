/** Grafana's API of public dashboards as far as publishing meets it, with its quirks. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StubShare {
  uid: string;
  accessToken: string;
  isEnabled: boolean;
  timeSelectionEnabled: boolean;
  annotationsEnabled: boolean;
  share: string;
}

export interface StubGrafana {
  readonly url: string;
  readonly shares: Map<string, StubShare>;
  /** `METHOD /path` of every request. */
  readonly asked: string[];
  /** What the next answers are like. */
  readonly is: {
    /** So many answers to /api/health are 503 first. */
    startingFor: number;
    /** So many questions for each dashboard are 404 first: files are read after it is healthy. */
    unreadFor: number;
    datasources: readonly { readonly uid: string; readonly access: string; readonly readOnly: boolean }[];
    datasourceHealth: 'OK' | 'ERROR';
    anonymous: boolean;
    tellsQueries: boolean;
    panelError: string | undefined;
    /** The first POST of a share is preceded by somebody else's of the same. */
    raced: boolean;
  };
  stop(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return text === '' ? {} : JSON.parse(text);
};

export const startStubGrafana = async (uids: readonly string[], password: string): Promise<StubGrafana> => {
  const shares = new Map<string, StubShare>();
  const asked: string[] = [];
  const unread = new Map<string, number>();
  const is: StubGrafana['is'] = {
    startingFor: 0,
    unreadFor: 0,
    datasources: [{ uid: 'headwatch-public', access: 'proxy', readOnly: true }],
    datasourceHealth: 'OK',
    anonymous: false,
    tellsQueries: false,
    panelError: undefined,
    raced: false,
  };

  const answer = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    const { pathname } = new URL(request.url ?? '', 'http://stub');
    const method = request.method ?? '';
    asked.push(`${method} ${pathname}`);
    const body = await bodyOf(request);
    if (pathname === '/api/health') {
      is.startingFor -= 1;
      return is.startingFor >= 0 ? [503, { database: 'failing' }] : [200, { database: 'ok', version: '13.2.3' }];
    }
    const open = /^\/api\/public\/dashboards\/(\w+)(\/panels\/\d+\/query)?$/.exec(pathname);
    if (open) {
      const [, token, query] = open;
      const found = [...shares.values()].find((share) => share.accessToken === token);
      if (!found) return [404, { messageId: 'publicdashboards.notFound', message: 'Dashboard not found' }];
      if (!found.isEnabled) return [403, { message: 'Dashboard paused' }];
      if (query) return [200, { results: { A: is.panelError ? { error: is.panelError } : { frames: [] } } }];
      return [200, { dashboard: { panels: [{ targets: [is.tellsQueries ? { expr: 'up' } : {}] }] }, meta: {} }];
    }
    const login = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    const known = request.headers.authorization === login;
    if (pathname === '/api/search' && is.anonymous) return [200, []];
    if (!known) return [401, { message: 'Invalid username or password' }];
    if (pathname === '/api/datasources') return [200, is.datasources];
    if (pathname === '/api/datasources/uid/headwatch-public/health')
      return is.datasourceHealth === 'OK'
        ? [200, { status: 'OK', message: 'Successfully queried the Prometheus API.' }]
        : [400, { status: 'ERROR', message: 'connection refused' }];
    if (pathname === '/api/dashboards/public-dashboards') {
      const publicDashboards = [...shares].map(([dashboardUid, share]) => ({ ...share, dashboardUid, title: 'T' }));
      return [200, { publicDashboards, totalCount: publicDashboards.length, page: 1, perPage: 1000 }];
    }
    const [, uid = '', rest = ''] = /^\/api\/dashboards\/uid\/([\w-]+)(\/.*)?$/.exec(pathname) ?? [];
    const seen = (unread.get(uid) ?? 0) + 1;
    unread.set(uid, seen);
    if (!uids.includes(uid) && !shares.has(uid)) return [404, { message: 'Dashboard not found' }];
    if (rest === '')
      return seen <= is.unreadFor ? [404, { message: 'Dashboard not found' }] : [200, { dashboard: { uid } }];
    const share = shares.get(uid);
    if (method === 'GET')
      return share ? [200, share] : [404, { messageId: 'publicdashboards.notFound', message: 'not found' }];
    if (method === 'POST') {
      const token = String(body.accessToken ?? '');
      if (!/^[0-9a-f]{32}$/.test(token)) return [400, { message: 'invalid access token' }];
      const made: StubShare = {
        uid: String(body.uid),
        accessToken: token,
        isEnabled: body.isEnabled === true,
        timeSelectionEnabled: body.timeSelectionEnabled === true,
        annotationsEnabled: body.annotationsEnabled === true,
        share: String(body.share ?? 'public'),
      };
      if (share || is.raced) {
        shares.set(uid, share ?? made);
        is.raced = false;
        return [400, { messageId: 'publicdashboards.dashboardIsPublic', message: 'Dashboard is already public' }];
      }
      shares.set(uid, made);
      return [200, made];
    }
    if (!share || rest !== `/public-dashboards/${share.uid}`) return [404, { message: 'Public dashboard not found' }];
    if (method === 'DELETE') {
      shares.delete(uid);
      return [200, {}];
    }
    // A PATCH changes what it names, and never the token.
    const { accessToken: _token, uid: _uid, ...changes } = body;
    shares.set(uid, { ...share, ...changes });
    return [200, shares.get(uid)];
  };

  const server: Server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    shares,
    asked,
    is,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
