import { metrics } from '../../collector/catalogue/index.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { ProbeFailure, type SlowProbe, unwrapOptional } from '../../collector/probe/api.ts';
import { isRecord } from '../../collector/rpc/parse.ts';
import { slowDeadline } from '../evmProbes.ts';

/** Unix seconds of the end of the year 9999: what a client puts beyond it never comes. */
const farthest = 253_402_300_799;

/** When a fork of an answer begins; undefined for null, and for a time that never comes: there is none. */
const activation = (fork: unknown): number | undefined => {
  if (fork === null || fork === undefined) return undefined;
  const at = isRecord(fork) ? fork.activationTime : undefined;
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0) throw new ProbeFailure('bad_shape');
  return at > farthest ? undefined : at;
};

/**
 * `eth_config` (EIP-7910): the forks that the client is configured for, `current`, `next` and `last`, each with
 * `activationTime`, a JSON number. A client without the method is not asked further: then nothing is known.
 */
export const executionUpgradesProbe: SlowProbe = {
  name: 'upgrades',
  everySeconds: limits.probeSlowest,
  run: async ({ ask, record, labels, hints }) => {
    const seen = await ask.rpc('eth_config', [], slowDeadline);
    // After the answer, so that no plan goes and comes while the question is under way.
    delete hints.upgrades;
    delete hints.forksUntil;
    const answer = unwrapOptional(seen);
    record.set(metrics.methodSupported, { ...labels, method: 'eth_config' }, answer === undefined ? 0 : 1);
    if (answer === undefined) return;
    if (!isRecord(answer)) throw new ProbeFailure('bad_shape');
    const known = [answer.current, answer.next, answer.last].flatMap((fork) => activation(fork) ?? []);
    if (known.length === 0) return;
    const now = Date.now() / 1000;
    hints.forksUntil = Math.max(...known);
    hints.upgrades = [...new Set(known)]
      .filter((at) => at > now)
      .map((at) => ({
        source: 'eth_config',
        // A fork has no name here.
        upgrade: `fork-${new Date(at * 1000).toISOString().slice(0, 10)}`,
        at,
      }));
  },
};
