import { createServer } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { metrics } from '../../../collector/catalogue/index.ts';
import { watchTunnels } from '../../../exporters/tunnels/index.ts';
import { createRecorded } from '../cloudflare/rest/support/recording.ts';

const page = (connections: number, errors: number): string => `# HELP build_info Build and version information
# TYPE build_info gauge
build_info{goversion="go1.22.2",revision="2024-05-07-1153 UTC",type="",version="2024.4.1"} 1
# HELP cloudflared_tunnel_ha_connections Number of active ha connections
# TYPE cloudflared_tunnel_ha_connections gauge
cloudflared_tunnel_ha_connections ${connections}
# HELP cloudflared_tunnel_request_errors Count of error proxying to origin
# TYPE cloudflared_tunnel_request_errors counter
cloudflared_tunnel_request_errors ${errors}
# HELP cloudflared_tunnel_response_by_code Count of responses by HTTP status code
cloudflared_tunnel_response_by_code{status_code="200"} 8
`;

let answer: () => { status: number; body: string } = () => ({ status: 200, body: page(4, 7) });
const server = createServer((_request, response) => {
  const { status, body } = answer();
  response.statusCode = status;
  response.end(body);
});
let stop: () => Promise<void> = async () => undefined;
afterEach(async () => {
  await stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('connections as they are, errors as they grow over restarts, nothing while it does not answer', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const recorded = createRecorded();
  const shows = (connections: number | undefined, errors: number) =>
    vi.waitFor(() => {
      expect(recorded.of(metrics.cfTunnelConnections)['{tunnel="eu"}']).toBe(connections);
      expect(recorded.of(metrics.cfTunnelErrors)['{tunnel="eu"}']).toBe(errors);
    });
  stop = watchTunnels([{ name: 'eu', metrics: `127.0.0.1:${port}` }], recorded, { every: 0.01 });
  // What it counted before us is not ours.
  await shows(4, 0);
  answer = () => ({ status: 200, body: page(3, 12) });
  await shows(3, 5);
  answer = () => ({ status: 200, body: page(4, 2) });
  await shows(4, 7);
  answer = () => ({ status: 200, body: '<html>not a page of metrics</html>' });
  await shows(undefined, 7);
  answer = () => ({ status: 200, body: page(0, 2) });
  await shows(0, 7);
  answer = () => ({ status: 503, body: '' });
  await shows(undefined, 7);
});
