/** A chain by hand: what was read of it, and books that are held against it. */
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import type { Checkpoint } from '../../../exporters/treasury/differences.ts';
import { chainFacts } from '../../../exporters/treasury/facts.ts';
import { type Move, scopeOf } from '../../../exporters/treasury/move.ts';
import { openState, type ScanState } from '../../../exporters/treasury/state.ts';
import type { TxFact } from '../../../exporters/treasury/txFact.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { currenciesOf } from '../../../treasury/currencies.ts';
import type { Movement } from '../../../treasury/model.ts';

export const addressOf = (byte: string): string => `0x${byte.repeat(20)}`;
export const hashOf = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`;
export const time = (text: string): number => Date.parse(text) / 1000;

export const safe = addressOf('aa');
export const wallet = addressOf('ab');
export const stranger = addressOf('bb');
export const treasury: FleetTreasury = {
  chain: 'arbitrum-one',
  currency: 'USD',
  fiat: [],
  addresses: [
    { name: 'safe', address: safe, kind: 'safe' },
    { name: 'wallet', address: wallet, kind: 'wallet' },
  ],
  tokens: { USDC: { address: addressOf('cc'), decimals: 6 }, ODD: { address: addressOf('dd'), decimals: 27 } },
  feeds: {},
  since: 1,
  dust: {},
};
const currencies = currenciesOf(treasury);

export const row = (
  id: string,
  units: bigint,
  { currency: code = 'ETH', ...more }: Partial<Omit<Movement, 'id' | 'amount'>> & { readonly currency?: string } = {},
): Movement => {
  const currency = currencies.get(code);
  if (!currency) throw new Error(`no ${code}`);
  const date = more.date ?? '2026-10-05';
  return {
    id,
    date,
    kind: 'income',
    category: 'other',
    party: 'someone',
    amount: { currency, units },
    serviceMonth: date.slice(0, 7),
    note: '',
    place: { file: '2026.csv', line: 2 },
    ...more,
  };
};

export const txOf = (number: number, block: number, at: number, more: Partial<TxFact> = {}): TxFact => ({
  hash: hashOf(number),
  block,
  at,
  ok: true,
  from: stranger,
  fee: 0n,
  moves: [],
  elsewhere: [],
  ...more,
});

export interface Read {
  readonly moves?: readonly Move[];
  readonly txs?: readonly TxFact[];
  readonly checkpoints?: Readonly<Record<string, readonly Checkpoint[]>>;
  readonly treasury?: FleetTreasury;
}

export const stateOf = ({ moves = [], txs = [], checkpoints = {} }: Read): ScanState => ({
  ...openState({ about: '', since: 1, sinceAt: time('2026-08-31T00:00:00Z'), hash: '', month: '2026-09' }),
  scanned: 100_000,
  scannedTime: time('2026-11-02T00:00:00Z'),
  scannedAt: time('2026-11-02T00:00:30Z'),
  moves: [...moves],
  txs: new Map(txs.map((tx) => [tx.hash, tx])),
  checkpoints: new Map(Object.entries(checkpoints)),
});

export const factsOf = (
  read: Read,
  movements: readonly Movement[],
  txState: (tx: string) => 'missing' | 'pending' | 'unknown' = () => 'unknown',
): ChainFacts => {
  const config = read.treasury ?? treasury;
  return chainFacts({ treasury: config, scope: scopeOf(config), state: stateOf(read), movements, txState });
};
