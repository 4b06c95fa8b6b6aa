import { metrics } from '../../collector/catalogue/index.ts';
import { ProbeFailure, type SlowProbe, unwrapOptional } from '../../collector/probe/api.ts';
import { isRecord } from '../../collector/rpc/parse.ts';
import { slowDeadline } from '../evmProbes.ts';

/**
 * `arb_checkPublisherHealth`: null while transactions can be passed on to the sequencer (the node asks it at most every
 * 2 s, whoever asks the node), an error when not. A node without a forwarding target answers that it does not publish,
 * which is no failure, and one without the method says so; then nothing is known.
 */
export const publisherProbe: SlowProbe = {
  name: 'publisher',
  everySeconds: 15,
  run: async ({ ask, record, labels, hints }) => {
    const seen = await ask.rpc('arb_checkPublisherHealth', [], slowDeadline);
    delete hints.publisherHealthy;
    // The node is there and says so itself; anything else (no answer, a refusal) is about the asking.
    const unhealthy = !seen.ok && (seen.reason === 'sequencer_unavailable' || seen.reason === 'rpc_error');
    const answer = unhealthy ? null : unwrapOptional(seen);
    if (answer === undefined) return;
    if (answer !== null) throw new ProbeFailure('bad_shape');
    hints.publisherHealthy = !unhealthy;
    record.set(metrics.nitroPublisherHealthy, labels, unhealthy ? 0 : 1);
  },
};

/** `arb_maintenanceStatus`: whether the node works on its own database and is slow for that. */
export const maintenanceProbe: SlowProbe = {
  name: 'maintenance',
  everySeconds: 60,
  run: async ({ ask, record, labels }) => {
    const answer = unwrapOptional(await ask.rpc('arb_maintenanceStatus', [], slowDeadline));
    if (answer === undefined) return;
    if (!isRecord(answer) || typeof answer.isRunning !== 'boolean') throw new ProbeFailure('bad_shape');
    record.set(metrics.nitroMaintenance, labels, answer.isRunning ? 1 : 0);
  },
};
