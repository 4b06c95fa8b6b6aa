/** Runs a router as a process of its own, for tests that kill it. Arguments: home, Discord stand-in. */
import { startRouter } from '../../../alerts/router/main.ts';
import { fleetAt } from './world.ts';

const [home = '', url = ''] = process.argv.slice(2);
const router = await startRouter({ fleet: fleetAt({ home, discord: { url } }), renderStatusPage: () => '' });
process.stdout.write(`${router.privateUrl}\n`);
