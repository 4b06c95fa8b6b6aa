import { afterEach, describe, expect, it } from 'vitest';
import { blocksAt, closeScene, epoch, hashOf, openScene, type Script, steady } from './support/scene.ts';

afterEach(closeScene);

const url = 'http://127.0.0.1:9';
const nodes = (kind: string, chain: string, ...names: string[]): string =>
  `nodes:\n${names.map((name) => `  - { name: ${name}, kind: ${kind}, chain: ${chain}, region: eu, rpc: "${url}/${name}" }\n`).join('')}`;
const references = (chain: string, ...names: string[]): string =>
  `references:\n${names.map((name) => `  - { name: ${name}, chain: ${chain}, rpc: "${url}/${name}" }\n`).join('')}`;
const edge = (chain: string, ...pool: string[]): string =>
  `edges:\n  - { name: e1, chain: ${chain}, audience: members, journey: evm-generic, rpc: "${url}/e1", regions: { eu: [${pool.join(', ')}] } }\n`;

const ethereum =
  nodes('ethereum-execution', 'ethereum', 'n1', 'n2') +
  references('ethereum', 'r1', 'r2') +
  edge('ethereum', 'n1', 'n2');
const arbitrum =
  nodes('arbitrum-nitro', 'arbitrum-one', 'n1', 'n2') +
  references('arbitrum-one', 'r1', 'r2') +
  edge('arbitrum-one', 'n1', 'n2');
const small =
  nodes('arbitrum-nitro', 'arbitrum-one', 'n1') + references('arbitrum-one', 'r1', 'r2') + edge('arbitrum-one', 'n1');

describe('the first block after a gap', () => {
  it('two missed slots: a node that gets the block some seconds later is not lagging', async () => {
    const slots = [0, 12, 24, 36, 72, 84, 96];
    const late = blocksAt(slots, 5.5);
    const scene = openScene({
      yaml: ethereum,
      chain: 'ethereum',
      scripts: { n1: blocksAt(slots, 1.2), n2: late, r1: blocksAt(slots, 1.4), r2: blocksAt(slots, 1.8), e1: late },
    });
    const seen = new Set<string>();
    let worst = 0;
    await scene.playUntil(100, () => {
      seen.add(scene.node('n2').memory.verdict);
      worst = Math.max(worst, scene.node('n2').lag?.seconds ?? 0);
    });
    expect([...seen]).toEqual(['ok']);
    expect(worst).toBeGreaterThan(3);
    expect(worst).toBeLessThan(8);
  });

  it('a halt that ends: whoever has the new block a second later is neither stalled nor a bad second', async () => {
    const chain =
      (delay: number): Script =>
      (t) =>
        t - delay < 20 || t - delay > 620 ? steady(delay)(t) : steady()(20);
    const yaml =
      nodes('arbitrum-nitro', 'arbitrum-one', 'n1', 'n2', 'n3') +
      references('arbitrum-one', 'r1', 'r2') +
      edge('arbitrum-one', 'n1', 'n2', 'n3');
    const scene = openScene({
      yaml,
      chain: 'arbitrum-one',
      scripts: { n1: chain(0), n3: chain(0), r1: chain(0), r2: chain(0), n2: chain(1.2), e1: chain(1.2) },
    });
    const after = new Set<string>();
    await scene.playUntil(640, (t) => {
      if (t > 600) after.add(scene.node('n2').memory.verdict);
    });
    expect([...after]).toEqual(['ok']);
    expect(scene.edge().seconds.bad).toBe(0);
    expect(scene.edge().seconds.halted).toBeGreaterThan(550);
  });

  it('a quiet chain: a block after ten minutes makes nobody lag', async () => {
    const yaml = nodes('arbitrum-nitro', 'arbitrum-nova', 'n1', 'n2') + references('arbitrum-nova', 'r1', 'r2');
    const times = [0, 30, 330];
    const scene = openScene({
      yaml,
      chain: 'arbitrum-nova',
      scripts: { n1: blocksAt(times), n2: blocksAt(times, 2.5), r1: blocksAt(times), r2: blocksAt(times) },
    });
    const seen = new Set<string>();
    await scene.playUntil(345, () => seen.add(scene.node('n2').memory.verdict));
    expect([...seen]).toEqual(['ok']);
  });

  it('a quiet chain: a node that stands still is found by one reference that goes on, though every head is old', async () => {
    const yaml = nodes('arbitrum-nitro', 'arbitrum-nova', 'n1') + references('arbitrum-nova', 'r1');
    const times = [0, 100, 200, 300, 400, 500];
    const scene = openScene({
      yaml,
      chain: 'arbitrum-nova',
      scripts: { n1: blocksAt(times.slice(0, 3)), r1: blocksAt(times) },
    });
    const seen = new Set<string>();
    await scene.playUntil(299, () => seen.add(scene.node('n1').memory.verdict));
    expect(seen).not.toContain('lagging');
    await scene.playUntil(420, () => seen.add(scene.node('n1').memory.verdict));
    expect([...seen]).toContain('stalled');
  });

  it('a quiet chain: of two sources, one that runs away makes the other one neither late nor still', async () => {
    const yaml = nodes('arbitrum-nitro', 'arbitrum-nova', 'n1', 'n2') + edge('arbitrum-nova', 'n1');
    const honest = blocksAt([0, 30]);
    const runaway: Script = (t) => {
      const { head } = honest(t);
      return head && t >= 40 ? { head: { ...head, number: 1_001_000, timestamp: epoch + Math.floor(t) } } : honest(t);
    };
    const scene = openScene({
      yaml,
      chain: 'arbitrum-nova',
      scripts: { n1: honest, n2: runaway, e1: honest },
    });
    const seen = new Set<string>();
    await scene.playUntil(150, () => {
      seen.add(scene.node('n1').memory.verdict);
      seen.add(scene.edge().judgement.state);
    });
    expect([...seen].sort()).toEqual(['good', 'ok']);
  });

  it('a quiet chain: without a reference an old head is nobody’s fault, and nobody’s word', async () => {
    const times = [0, 30];
    const scene = openScene({
      yaml: nodes('arbitrum-nitro', 'arbitrum-nova', 'n1', 'n2'),
      chain: 'arbitrum-nova',
      scripts: { n1: blocksAt(times), n2: blocksAt(times) },
    });
    const at = new Map<number, string>();
    await scene.playUntil(960, (t) => at.set(Math.floor(t), scene.node('n1').memory.verdict));
    expect(at.get(600)).toBe('ok');
    expect(at.get(955)).toBe('unknown');
  });

  it('a node that really stops is still found, as late as the ladder says', async () => {
    const slots = Array.from({ length: 20 }, (_, slot) => slot * 12);
    const scene = openScene({
      yaml: ethereum,
      chain: 'ethereum',
      scripts: {
        n1: blocksAt(slots, 1),
        n2: blocksAt(slots.slice(0, 5), 1),
        r1: blocksAt(slots, 1),
        r2: blocksAt(slots, 1),
        e1: blocksAt(slots, 1),
      },
    });
    const first = new Map<string, number>();
    await scene.playUntil(200, (t) => {
      const { verdict } = scene.node('n2').memory;
      if (!first.has(verdict)) first.set(verdict, t);
    });
    // Its last block is of 48 s, the next one was there at 61 s: lagging is 30 s behind, stalled 60 s without a block.
    expect(first.get('lagging')).toBeGreaterThanOrEqual(85);
    expect(first.get('lagging')).toBeLessThanOrEqual(93);
    expect(first.get('stalled')).toBeGreaterThanOrEqual(108);
    expect(first.get('stalled')).toBeLessThanOrEqual(112);
  });
});

describe('our own clock is wrong', () => {
  const all = { n1: steady(), n2: steady(), r1: steady(), r2: steady(), e1: steady() };
  it.each([-60, -5, 5, 60])('by %d s: nobody is blamed and no chain halts', async (skew) => {
    for (const yaml of [arbitrum, small]) {
      const scene = openScene({ yaml, chain: 'arbitrum-one', scripts: all, skew: () => skew });
      const seen = new Set<string>();
      await scene.playUntil(90, (t) => {
        // A head that was never seen to move counts as still, and references are asked every five seconds.
        if (t < 7) return;
        seen.add(scene.node('n1').memory.verdict);
        seen.add(scene.edge().judgement.state);
        seen.add(scene.watch.state().verdict);
      });
      expect([...seen].sort()).toEqual(['good', 'live', 'ok']);
      expect(scene.edge().seconds.bad).toBe(0);
    }
  });

  it.each([-10, -5, 5, 10])('by %d s on a chain of slow blocks, with one node and its edge', async (skew) => {
    const slots = Array.from({ length: 20 }, (_, slot) => slot * 12);
    const yaml =
      nodes('ethereum-execution', 'ethereum', 'n1') + references('ethereum', 'r1', 'r2') + edge('ethereum', 'n1');
    const seen = blocksAt(slots, 1);
    const scripts = { n1: seen, r1: seen, r2: seen, e1: seen };
    const scene = openScene({ yaml, chain: 'ethereum', scripts, skew: () => skew });
    await scene.playUntil(120);
    expect(scene.node('n1').memory.verdict).toBe('ok');
    expect(scene.edge().seconds.bad).toBe(0);
  });

  it('one node alone and a clock five seconds slow: nobody can say whose it is, so nobody is blamed', async () => {
    const yaml = nodes('arbitrum-nitro', 'arbitrum-one', 'n1');
    const scene = openScene({ yaml, chain: 'arbitrum-one', scripts: { n1: steady() }, skew: () => -5 });
    await scene.playUntil(20);
    expect(scene.node('n1').memory.verdict).toBe('ok');
  });

  it('is set back by ten minutes: references are asked on, and an edge that fails then is seen at once', async () => {
    const scripts = { ...all, e1: (t: number) => (t < 60 ? steady()(t) : { fails: 'http_5xx' as const }) };
    const scene = openScene({ yaml: small, chain: 'arbitrum-one', scripts, skew: (t) => (t < 30 ? 600 : 0) });
    await scene.playUntil(100, (t) => {
      if (t > 62) expect(scene.edge().judgement.state).toBe('bad');
      if (t > 32) expect(scene.watch.state().verdict).toBe('live');
    });
    expect(scene.edge().seconds).toMatchObject({ good: 55, bad: 40, unknown: 0 });
    expect(scene.watch.state().corroborated?.head.timestamp).toBeGreaterThan(steady()(85).head?.timestamp ?? 0);
  });
});

describe('who stands still', () => {
  it('two stuck references do not make a halt of a chain on which our node goes on', async () => {
    const stuck: Script = () => steady()(0);
    const scripts = { n1: steady(), r1: stuck, r2: stuck, e1: steady() };
    const scene = openScene({ yaml: small, chain: 'arbitrum-one', scripts });
    await scene.playUntil(80);
    expect(scene.watch.state().verdict).toBe('unverifiable');
    expect(scene.edge().seconds).toMatchObject({ halted: 0, bad: 0 });
  });

  it('a node alone with an old head is unknown, not well', async () => {
    const yaml = nodes('arbitrum-nitro', 'arbitrum-one', 'n1') + references('arbitrum-one', 'r1', 'r2');
    const gone: Script = () => ({ fails: 'http_429' });
    const scripts = { n1: (t: number) => steady()(Math.min(t, 20)), r1: gone, r2: gone };
    const scene = openScene({ yaml, chain: 'arbitrum-one', scripts });
    await scene.playUntil(80);
    expect(scene.watch.state().verdict).toBe('unverifiable');
    expect(scene.node('n1').memory).toMatchObject({ verdict: 'unknown', reason: 'no_comparison' });
  });

  it('five missed slots: an edge at the head of the chain is good, however old that head is', async () => {
    const slots = [0, 12, 24, 36, 105, 108];
    const seen = blocksAt(slots, 1);
    const scripts = { n1: seen, n2: seen, r1: seen, r2: seen, e1: seen };
    const scene = openScene({ yaml: ethereum, chain: 'ethereum', scripts });
    await scene.playUntil(112);
    expect(scene.edge().seconds).toMatchObject({ bad: 0, halted: 0 });
  });
});

describe('answers that overtake each other', () => {
  it('a question that hangs behind answered ones costs its own second and no other', async () => {
    const scripts = {
      n1: steady(),
      n2: steady(),
      r1: steady(),
      r2: steady(),
      // Every fifth question hangs until its deadline, which comes just after the answer of a later one.
      e1: (t: number) => (Math.round(t) % 5 === 3 ? { fails: 'timeout' as const, ms: 2050 } : steady()(t)),
    };
    const scene = openScene({ yaml: arbitrum, chain: 'arbitrum-one', scripts });
    const failures: number[] = [];
    await scene.playUntil(30, (t) => {
      if (scene.edge().failure !== undefined) failures.push(t);
    });
    await scene.playUntil(31);
    expect(failures).toEqual([]);
    expect(scene.edge().seconds).toEqual({ good: 25, bad: 6, halted: 0, unknown: 0 });
  });
});

describe('a vantage without nodes', () => {
  it('knows to the second when a head has become too old, although references are asked every five seconds', async () => {
    const yaml = references('arbitrum-one', 'r1', 'r2') + edge('arbitrum-one');
    for (const frozen of [22, 23, 24, 25, 26]) {
      const stuck: Script = (t) => steady()(Math.min(t, frozen));
      const scripts = { r1: steady(), r2: steady(), e1: stuck };
      const scene = openScene({ yaml, chain: 'arbitrum-one', scripts });
      await scene.playUntil(100);
      // Stale is 30 s: the seconds from frozen + 30 to 99 are bad. Stamps are whole seconds, so one may be missing.
      expect([69 - frozen, 70 - frozen], `frozen at ${frozen}`).toContain(scene.edge().seconds.bad);
      closeScene();
    }
  });
});

describe('a defect of ours', () => {
  it('leaves seconds unknown, each booked once, and counts as no tick', async () => {
    const scripts = { n1: steady(), n2: steady(), r1: steady(), r2: steady(), e1: steady() };
    const scene = openScene({ yaml: arbitrum, chain: 'arbitrum-one', scripts, breaks: (t) => t > 9.5 && t < 19.5 });
    await scene.playUntil(30);
    expect(scene.edge().seconds).toEqual({ good: 20, bad: 0, halted: 0, unknown: 10 });
    expect(await scene.registry.render('fast')).toMatch(/headwatch_ticks_total\{.*outcome="ok"\} 20/);
  });
});

describe('forks', () => {
  it('a node of a chain of five-second blocks that loses one block, and is then a moment ahead, has not diverged', async () => {
    const yaml = `chains: { own: { id: 100, block_time: 5s } }
${nodes('evm', 'own', 'n1')}${references('own', 'r1', 'r2')}`;
    const times = [0, 4, 10, 14, 19];
    const chain = blocksAt(times);
    const lost = hashOf(1002, 1);
    const later = blocksAt(times, 0.5);
    const scripts = {
      // Its second block was on a fork for two seconds; the third one it has half a second before anyone.
      n1: (t: number) => {
        const { head } = chain(t);
        return head && t >= 4 && t < 7 ? { head: { ...head, hash: lost } } : chain(t);
      },
      r1: later,
      r2: later,
    };
    const scene = openScene({ yaml, chain: 'own', scripts });
    const seen = new Set<string>();
    await scene.playUntil(30, () => seen.add(scene.node('n1').memory.verdict));
    expect([...seen]).toEqual(['ok']);
  });

  it('a node of that chain that stays on its fork is found all the same', async () => {
    const yaml = `chains: { own: { id: 100, block_time: 5s } }
${nodes('evm', 'own', 'n1')}${references('own', 'r1', 'r2')}`;
    const chain = blocksAt([0, 4, 9, 14, 19]);
    const fork: Script = (t) => {
      const { head } = chain(t);
      return head && t >= 4 ? { head: { ...head, hash: hashOf(head.number, 1) } } : chain(t);
    };
    const scene = openScene({ yaml, chain: 'own', scripts: { n1: fork, r1: chain, r2: chain } });
    let first: number | undefined;
    await scene.playUntil(30, (t) => {
      if (scene.node('n1').memory.verdict === 'diverged') first ??= t;
    });
    // Seen alone at 5 s, with the references' second answer; the rung is 15 s.
    expect(first).toBeGreaterThanOrEqual(19);
    expect(first).toBeLessThanOrEqual(21);
  });

  it('a slot number that happens to be a block number is no fork', async () => {
    const yaml = `nodes:
  - { name: n1, kind: ethereum-execution, chain: sepolia, region: eu, rpc: "${url}/n1", beacon: b1 }
  - { name: n2, kind: ethereum-execution, chain: sepolia, region: eu, rpc: "${url}/n2", beacon: b2 }
  - { name: b1, kind: ethereum-consensus, chain: sepolia, region: eu, rpc: "${url}/b1" }
  - { name: b2, kind: ethereum-consensus, chain: sepolia, region: eu, rpc: "${url}/b2" }
`;
    const slots = Array.from({ length: 20 }, (_, slot) => slot * 12);
    const block = blocksAt(slots, 1);
    const beacon: Script = (t) => {
      const head = block(t).head;
      return head ? { head: { ...head, hash: hashOf(head.number, 7) } } : {};
    };
    const scene = openScene({
      yaml,
      chain: 'sepolia',
      scripts: { n1: block, n2: block, b1: beacon, b2: () => ({ fails: 'refused' }) },
    });
    await scene.playUntil(100);
    expect(scene.node('b1').memory.verdict).toBe('ok');
  });
});
