/** Rounds of the exporter on a chain in memory: its state goes through its file each time, as over a restart. */
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import type { TreasurySource } from '../../../collector/probe/treasury.ts';
import { chainFacts } from '../../../exporters/treasury/facts.ts';
import { scopeOf } from '../../../exporters/treasury/move.ts';
import { createRounds, type RoundResult } from '../../../exporters/treasury/round.ts';
import type { ScanState } from '../../../exporters/treasury/state.ts';
import { parseState, stateText } from '../../../exporters/treasury/stateFile.ts';
import type { Movement } from '../../../treasury/model.ts';
import { addressOf, modelChain } from './modelChain.ts';

export const safe = addressOf(0xaa);
export const wallet = addressOf(0xbb);
export const usdc = addressOf(0xcc);
export const lpt = addressOf(0xdd);
export const stranger = addressOf(0xee);

/** 2026-03-01T00:00:00Z. */
export const march = Date.UTC(2026, 2, 1) / 1000;
export const april = Date.UTC(2026, 3, 1) / 1000;

export const treasuryOf = (more: Partial<FleetTreasury> = {}): FleetTreasury => ({
  chain: 'arbitrum-one',
  currency: 'USD',
  fiat: [],
  addresses: [
    { name: 'safe', address: safe, kind: 'safe' },
    { name: 'wallet', address: wallet, kind: 'wallet' },
  ],
  tokens: { USDC: { address: usdc, decimals: 6 } },
  feeds: {},
  since: 1,
  dust: {},
  ...more,
});

export const openChain = (genesis = march) => modelChain(genesis, [safe]);

export interface Scan {
  readonly round: (movements?: readonly Movement[]) => Promise<RoundResult>;
  readonly facts: (movements?: readonly Movement[]) => Promise<ReturnType<typeof chainFacts>>;
  readonly state: () => ScanState | undefined;
  readonly put: (state: ScanState | undefined) => void;
  /** As after a change of fleet.yaml. */
  readonly change: (treasury: FleetTreasury) => void;
  now: number;
}

export const openScan = (
  sources: readonly (() => TreasurySource)[],
  first: FleetTreasury = treasuryOf(),
  options: { readonly firstSpan?: number; readonly budget?: number; readonly restarts?: () => boolean } = {},
): Scan => {
  let treasury = first;
  let kept: string | undefined;
  const start = () =>
    createRounds({
      treasury,
      chainId: 42_161,
      now: () => scan.now,
      onProgress: async (state) => {
        kept = stateText(state);
      },
      ...(options.firstSpan === undefined ? {} : { firstSpan: options.firstSpan }),
      ...(options.budget === undefined ? {} : { budget: options.budget }),
    });
  let rounds: ReturnType<typeof start> | undefined;
  const state = (): ScanState | undefined => (kept === undefined ? undefined : parseState(kept));
  const round: Scan['round'] = async (movements = []) => {
    if (!rounds || options.restarts?.()) rounds = start();
    const result = await rounds(
      sources.map((source) => source()),
      state(),
      movements,
    );
    if (result.state) kept = stateText(result.state);
    return result;
  };
  const scan: Scan = {
    now: march,
    round,
    state,
    put: (next) => {
      kept = next && stateText(next);
    },
    change: (next) => {
      treasury = next;
      rounds = undefined;
    },
    facts: async (movements = []) => {
      const { state: read, absent } = await round(movements);
      if (!read) throw new Error('no node has been read');
      const scope = scopeOf(treasury);
      return chainFacts({ treasury, scope, state: read, movements, txState: (tx) => absent.get(tx) ?? 'unknown' });
    },
  };
  return scan;
};
