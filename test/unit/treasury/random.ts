/** Random ledgers as text, the same for the same seed. */
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { ledgerHeader } from '../../../treasury/ledgerLines.ts';

export const treasury: FleetTreasury = {
  chain: 'arbitrum-one',
  currency: 'USD',
  fiat: ['USD', 'EUR'],
  addresses: [{ name: 'main', address: `0x${'a1'.repeat(20)}`, kind: 'safe' }],
  tokens: {
    LPT: { address: `0x${'b2'.repeat(20)}`, decimals: 18 },
    USDC: { address: `0x${'c3'.repeat(20)}`, decimals: 6 },
    ODD: { address: `0x${'d4'.repeat(20)}`, decimals: 0 },
  },
  feeds: {},
  since: undefined,
  dust: {},
};

export const decimals: Readonly<Record<string, number>> = { ETH: 18, LPT: 18, USDC: 6, ODD: 0, USD: 2, EUR: 2 };

export const members = '- alias: alice\n  plan: basic\n  since: 2025-01-01\n  dues: 50 USDC\n';

export const randomOf = (seed: number): ((below: number) => number) => {
  let state = (seed * 2654435761) % 2147483647 || 7;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
};

const kinds = [
  ['income', 'dues'],
  ['income', 'other'],
  ['income', 'own'],
  ['expense', 'fixed'],
  ['expense', 'support'],
  ['expense', 'research'],
  ['expense', 'own'],
  ['transfer', 'own'],
] as const;

/** Lines without the header, of 2025 and 2026, each file in the order of its days; some rows take earlier ones back. */
export const randomLines = (seed: number, count: number): Readonly<Record<'2025' | '2026', readonly string[]>> => {
  const random = randomOf(seed);
  const days = Array.from({ length: count }, () => Date.UTC(2025, 9) + random(180) * 86_400_000).sort((a, b) => a - b);
  const files: Record<'2025' | '2026', string[]> = { '2025': [], '2026': [] };
  const open: (readonly string[])[] = [];
  for (const [index, day] of days.entries()) {
    const date = new Date(day).toISOString().slice(0, 10);
    const year = date.startsWith('2025') ? '2025' : '2026';
    const back = random(8) === 0 && open.length > 0 ? open.splice(random(open.length), 1)[0] : undefined;
    if (back) {
      const [kind = '', category = '', party = '', amount = '', currency = '', id = '', price = '', source = ''] = back;
      files[year].push(
        `r${index},${date},${kind},${category},${party},${amount},${currency},,,,${price},${source},${id},`,
      );
      continue;
    }
    const [kind, category] = kinds[random(kinds.length)] ?? kinds[0];
    const currency = Object.keys(decimals)[random(6)] ?? 'USD';
    const places = random((decimals[currency] ?? 0) + 1);
    const fraction = Array.from({ length: places }, () => random(10)).join('');
    const amount = `${random(1_000_000) + 1}${places > 0 ? `.${fraction}` : ''}`;
    const price = currency === 'USD' || random(5) === 0 ? '' : `${random(5000)}.${random(1000)}1`;
    const source = price === '' ? '' : 'feed';
    const party = category === 'dues' ? 'alice' : 'someone';
    open.push([kind, category, party, amount, currency, `r${index}`, price, source]);
    files[year].push(
      `r${index},${date},${kind},${category},${party},${amount},${currency},,inv-${index},,${price},${source},,"row, ${index}"`,
    );
  }
  return files;
};

export const fileOf = (lines: readonly string[]): string => `${[ledgerHeader, ...lines].join('\n')}\n`;

export const shuffled = <T>(list: readonly T[], random: (below: number) => number): readonly T[] => {
  const rest = [...list];
  return list.map(() => rest.splice(random(rest.length), 1)[0] as T);
};
