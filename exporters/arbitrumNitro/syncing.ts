import { metrics } from '../../collector/catalogue/index.ts';
import { ProbeFailure, type SlowProbe, unwrap } from '../../collector/probe/api.ts';
import { slowDeadline } from '../evmProbes.ts';
import { settleInbox } from './inbox.ts';
import { backlogOf, readNitroSync } from './syncReport.ts';

/**
 * `eth_syncing`: "false or not" for the verdict, and what of its object can be counted. It turns into an object for a
 * second or two whenever a batch has just been seen, so that one answer says nothing; rules judge what lasts. "false"
 * carries no figure: then there are none.
 */
export const nitroSyncingProbe: SlowProbe = {
  name: 'syncing',
  everySeconds: 5,
  run: async ({ ask, record, labels, hints }) => {
    const seen = await ask.rpc('eth_syncing', [], slowDeadline);
    // After the answer, so that nobody finds nothing while the question is under way.
    delete hints.syncing;
    delete hints.nitroSync;
    settleInbox(hints);
    const answer = unwrap(seen);
    const sync = readNitroSync(answer);
    if (answer !== false && !sync) throw new ProbeFailure(answer === null ? 'null_result' : 'bad_shape');
    hints.syncing = answer !== false;
    record.set(metrics.syncing, labels, hints.syncing ? 1 : 0);
    if (sync) hints.nitroSync = { ...sync, at: Date.now() / 1000 };
    settleInbox(hints);
    if (!sync) return;
    const { batches, messages, feedPending, unposted } = backlogOf(sync);
    if (batches !== undefined) record.set(metrics.nitroBatchesBehind, labels, batches);
    if (messages !== undefined) record.set(metrics.nitroMessagesBehind, labels, messages);
    if (feedPending !== undefined) record.set(metrics.nitroFeedPending, labels, feedPending);
    if (unposted !== undefined) record.set(metrics.nitroUnposted, labels, unposted);
  },
};
