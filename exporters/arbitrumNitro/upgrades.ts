/** Upgrades that a Nitro node can tell of: those of ArbOS by the chain's own schedule, and of its software. */
import { metrics } from '../../collector/catalogue/index.ts';
import { limits } from '../../collector/policy/ladder.ts';
import {
  type PlannedUpgrade,
  type ProbeContext,
  ProbeFailure,
  type SlowProbe,
  unwrapOptional,
} from '../../collector/probe/api.ts';
import { isRecord } from '../../collector/rpc/parse.ts';
import { slowDeadline } from '../evmProbes.ts';

/** ArbOwnerPublic, and its getScheduledUpgrade() returns (uint64 arbosVersion, uint64 scheduledForTimestamp). */
const ownerPublic = '0x000000000000000000000000000000000000006b';
const getScheduledUpgrade = '0x81ef944c';

const word = (data: string, index: number): number => {
  const value = Number.parseInt(data.slice(2 + 64 * index, 66 + 64 * index), 16);
  if (!Number.isSafeInteger(value)) throw new ProbeFailure('bad_shape');
  return value;
};

/** Two zeros mean that none is scheduled; before ArbOS 20 the call reverts, which means the same. */
const scheduled = async ({ ask }: ProbeContext): Promise<readonly PlannedUpgrade[]> => {
  const call = { to: ownerPublic, data: getScheduledUpgrade };
  const seen = await ask.rpc('eth_call', [call, 'latest'], slowDeadline);
  if (!seen.ok && seen.reason === 'rpc_error') return [];
  const data = unwrapOptional(seen);
  if (data === undefined || data === '0x') return [];
  if (typeof data !== 'string' || !/^0x[0-9a-fA-F]{128}$/.test(data)) throw new ProbeFailure('bad_shape');
  const [arbos, at] = [word(data, 0), word(data, 1)];
  return arbos === 0 ? [] : [{ source: 'arbos', upgrade: `arbos-${arbos}`, at, arbos }];
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * `arb_getMinRequiredNitroVersion`: off by default; where it is on, a version or a date of one, and the deadline as RFC
 * 3339. Empty texts mean that nothing is asked for. A lowest date is not compared: no node says when it was built.
 */
const required = async ({ ask, record, labels }: ProbeContext): Promise<readonly PlannedUpgrade[]> => {
  const method = 'arb_getMinRequiredNitroVersion';
  const answer = unwrapOptional(await ask.rpc(method, [], slowDeadline));
  record.set(metrics.methodSupported, { ...labels, method }, answer === undefined ? 0 : 1);
  if (answer === undefined) return [];
  if (!isRecord(answer)) throw new ProbeFailure('bad_shape');
  const { nodeVersion, nodeVersionDate, upgradeDeadline } = answer;
  if (textOf(upgradeDeadline) === '' || (textOf(nodeVersion) === '' && textOf(nodeVersionDate) === '')) return [];
  const at = Date.parse(textOf(upgradeDeadline)) / 1000;
  if (Number.isNaN(at)) throw new ProbeFailure('bad_shape');
  const version = /^v?(\d[\w.-]{0,30})$/.exec(textOf(nodeVersion))?.[1];
  return version === undefined
    ? [{ source: 'nitro', upgrade: 'nitro', at }]
    : [{ source: 'nitro', upgrade: `nitro-${version}`, at, version }];
};

export const nitroUpgradesProbe: SlowProbe = {
  name: 'upgrades',
  everySeconds: limits.probeSlowest,
  run: async (context) => {
    delete context.hints.upgrades;
    context.hints.upgrades = [...(await scheduled(context)), ...(await required(context))];
  },
};
