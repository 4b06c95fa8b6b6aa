/** `treasury:` of fleet.yaml: a coin that it does not know is a slip, and named. */
import { expect, test } from 'vitest';
import { parse, refusalOfText, small } from './support.ts';

const section = (more: string): string => `
treasury:
  addresses: [{ name: main, address: "0x${'a1'.repeat(20)}" }]
${more}`;

test('dust of the coins that are money here', () => {
  const dust = 'dust: { USDC: "0.01", LPT: "0.1", ETH: "0.00001" }';
  expect(parse(small(section(`  ${dust}\n`))).treasury?.dust).toEqual({ USDC: '0.01', LPT: '0.1', ETH: '0.00001' });
});

test.each([
  ['a slip', 'UDSC'],
  ['fiat, which does not move on a chain', 'EUR'],
])('dust of %s', (_what, code) => {
  expect(refusalOfText(small(section(`  dust: { ${code}: "0.01" }\n`))).lines).toEqual([
    `treasury.dust.${code}: found "${code}", expected a coin of the treasury (ETH, LPT, USDC)`,
  ]);
});

test('tokens that are named are the only ones', () => {
  const arb = `ARB: { address: "0x${'b2'.repeat(20)}", decimals: 18 }`;
  expect(Object.keys(parse(small(section(`  tokens: { ${arb} }\n`))).treasury?.tokens ?? {})).toEqual(['ARB']);
  expect(refusalOfText(small(section(`  tokens: { ${arb} }\n  dust: { LPT: "1" }\n`))).lines).toEqual([
    'treasury.dust.LPT: found "LPT", expected a coin of the treasury (ETH, ARB)',
  ]);
});
