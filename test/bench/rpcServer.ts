/** A JSON-RPC endpoint in a process of its own, so that its CPU is not the prober's. Prints its port. */
import { startFakeNode, wellBehaved } from '../support/fakeNode.ts';

const started = Math.floor(Date.now() / 1000);
const node = await startFakeNode(
  wellBehaved(42161, () => {
    const now = Math.floor(Date.now() / 1000);
    return { number: 400_000_000 + (now - started) * 4, timestamp: now };
  }),
);
process.stdout.write(`${new URL(node.url).port}\n`);
// The log of requests is of no use here and would grow for ever.
setInterval(() => node.requests.splice(0), 500).unref();
