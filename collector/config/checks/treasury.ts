/** `treasury:`: a chain that our own nodes serve, each address once, and feeds of coins that are money here. */

import { arbitrumMoney } from '../buildTreasury.ts';
import type { Path } from '../read/faultPath.ts';
import { type CheckContext, placed, quoted } from './draft.ts';

export const checkTreasury = ({ draft, fault }: CheckContext): void => {
  const { treasury } = draft;
  if (!treasury) return;
  const { chain = 'arbitrum-one', addresses, tokens, feeds, dust, currency = 'USD', fiat = ['USD', 'EUR'] } = treasury;
  const ours = [...new Set(placed(draft.nodes).flatMap(([, node]) => (node.chain === undefined ? [] : [node.chain])))];
  if (!ours.includes(chain))
    fault(
      ['treasury', 'chain'],
      `a chain that a node of ours is on (${quoted(ours)}): it is asked, nobody else`,
      chain,
    );

  const once = (entries: readonly (readonly [Path, string | undefined])[], expected: string): void => {
    const seen = new Set<string>();
    for (const [at, word] of entries) {
      const key = word?.toLowerCase();
      if (key === undefined) continue;
      if (seen.has(key)) fault(at, expected);
      seen.add(key);
    }
  };
  const list = placed(addresses);
  once(
    list.map(([index, { name }]) => [['treasury', 'addresses', index, 'name'], name]),
    'a name that no other address has',
  );
  once(
    list.map(([index, { address }]) => [['treasury', 'addresses', index, 'address'], address]),
    'each address once',
  );

  const money = Object.entries(tokens ?? (chain === 'arbitrum-one' ? arbitrumMoney : {}));
  once(
    money.map(([code, token]) => [['treasury', 'tokens', code, 'address'], token?.address]),
    'each token once',
  );
  const fiats = [currency, ...fiat];
  for (const [code] of money) {
    if (code === 'ETH' || fiats.includes(code))
      fault(['treasury', 'tokens', code], 'a currency that is neither ETH nor fiat', `"${code}"`);
  }
  const coins = ['ETH', ...money.map(([code]) => code)];
  for (const code of Object.keys(feeds ?? {})) {
    if (!coins.includes(code) && !(fiats.includes(code) && code !== currency))
      fault(['treasury', 'feeds', code], `a feed of a currency of the treasury (${quoted(coins)})`, `"${code}"`);
  }
  for (const code of Object.keys(dust ?? {}))
    if (!coins.includes(code))
      fault(['treasury', 'dust', code], `a coin of the treasury (${quoted(coins)})`, `"${code}"`);
};
