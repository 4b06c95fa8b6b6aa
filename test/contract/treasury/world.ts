/** A treasury on a real chain: contracts, books in a home of their own, and nodes that can be made to fail. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { Secret } from '../../../collector/config/secret.ts';
import { silentLog } from '../../../collector/log.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { createAsker } from '../../../collector/probe/asker.ts';
import type { TreasurySource } from '../../../collector/probe/treasury.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { createPool } from '../../../collector/rpc/pool.ts';
import { createTreasury } from '../../../exporters/treasury/index.ts';
import { ledgerHeader } from '../../../treasury/ledgerLines.ts';
import type { Anvil } from '../../support/anvil.ts';
import { startFakeNode } from '../../support/fakeNode.ts';

/** 2026-03-01T00:00:00Z. */
export const march = Date.UTC(2026, 2, 1) / 1000;

/** What a node answers instead; undefined: what the chain does. */
export type Fault = (
  method: string,
  params: readonly unknown[],
) => { readonly message: string } | { readonly result: unknown } | undefined;

/** A node in front of the chain, that fails as it is told. */
export const openNode = async (anvil: Anvil, name = 'arb-eu') => {
  const own = { fault: (() => undefined) as Fault, well: true, asked: [] as string[] };
  const proxy = await startFakeNode((body, response) => {
    // What our own client has sent.
    const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: readonly unknown[] };
    own.asked.push(method);
    const fault = own.fault(method, params);
    response.setHeader('content-type', 'application/json');
    if (fault) {
      const said = 'result' in fault ? fault : { error: { code: -32000, message: fault.message } };
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...said }));
      return;
    }
    void fetch(anvil.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      .then((answer) => answer.text())
      .then((text) => response.end(text))
      .catch(() => response.destroy());
  });
  const registry = createRegistry(['fast', 'slow']);
  const pool = createPool({ url: new Secret(proxy.url), headers: {}, via: 'direct' });
  onTestFinished(async () => {
    await pool.close();
    await proxy.stop();
  });
  const labels = { target: name, role: 'node', chain: 'arbitrum-one', region: 'eu', vantage: 'eu' } as const;
  const source = (): TreasurySource => ({ name, asker: createAsker(pool, labels, registry), well: own.well });
  return { own, source };
};

export interface Row {
  readonly id: string;
  readonly date?: string;
  readonly kind?: 'income' | 'expense' | 'transfer';
  readonly category?: string;
  readonly party?: string;
  readonly amount: string;
  readonly currency: string;
  readonly tx?: string;
  readonly price?: string;
  readonly reverses?: string;
}

const categories = { income: 'other', expense: 'fixed', transfer: 'own' } as const;

const lineOf = ({ id, date = '2026-03-02', kind = 'income', amount, currency, ...row }: Row): string =>
  [
    id,
    date,
    kind,
    row.category ?? categories[kind],
    row.party ?? 'someone',
    amount,
    currency,
    row.tx ?? '',
    row.tx ? '' : 'R-1',
    date.slice(0, 7),
    row.price ?? (currency === 'USD' ? '' : '1'),
    row.price === undefined && currency === 'USD' ? '' : 'by hand',
    row.reverses ?? '',
    'note',
  ].join(',');

export const openHome = (
  treasury: Omit<FleetTreasury, 'chain' | 'currency' | 'fiat' | 'feeds' | 'dust' | 'since'> & Partial<FleetTreasury>,
) => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-treasury-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const config: FleetTreasury = {
    chain: 'arbitrum-one',
    currency: 'USD',
    fiat: [],
    feeds: {},
    since: undefined,
    dust: {},
    ...treasury,
  };
  const write = (rows: readonly Row[]): void => {
    mkdirSync(join(home, 'ledger', 'treasury'), { recursive: true });
    const text = [ledgerHeader, ...rows.map(lineOf), ''].join('\n');
    writeFileSync(join(home, 'ledger', 'treasury', '2026.csv'), text);
  };
  write([]);
  let time = march + 40 * 86_400;
  /** A process of its own: what it knows of before is in the home. */
  const start = (sources: readonly { source(): TreasurySource }[], options: { readonly firstSpan?: number } = {}) => {
    const registry = createRegistry(['fast', 'slow']);
    const { round } = createTreasury(
      {
        fleet: { home, treasury: config, chains: { 'arbitrum-one': knownChains['arbitrum-one'] } },
        sources: () => sources.map(({ source }) => source()),
        recorder: registry,
        log: silentLog,
        now: () => time,
        ...options,
      },
      config,
      42_161,
    );
    const facts = async () => {
      const found = await round();
      if (!found) throw new Error('no node has been read');
      return found;
    };
    return { round, facts, metrics: () => registry.render('slow') };
  };
  return {
    home,
    write,
    start,
    setTime: (now: number): void => {
      time = now;
    },
  };
};
