/** The nodes of an incident as a code block of at most 34 columns: that is what a phone shows without wrapping. */
import { limits } from '../../collector/policy/ladder.ts';
import type { IncidentFacts, NodeFact } from './facts.ts';

const maxRows = 8;

const clip = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

/** Unknown is a dash, never a zero. */
const headText = (head: number | null): string => {
  if (head === null) return '-';
  const digits = String(head);
  return digits.length > 6 ? `…${digits.slice(-6)}` : digits;
};

const lagText = (seconds: number | null): string => {
  if (seconds === null) return '-';
  if (seconds < 99.95) return `${seconds.toFixed(1)}s`;
  if (seconds < 5999) return `${Math.round(seconds)}s`;
  return `${Math.round(seconds / 3600)}h`;
};

const words: Readonly<Partial<Record<NodeFact['verdict'], string>>> = {
  unreachable: 'no answer',
  wrong_chain: 'bad chain',
};

const mark = (ok: boolean | null): string => (ok === null ? '?' : ok ? 'ok' : 'bad');

const isFine = ({ state, verdict }: NodeFact): boolean | null =>
  state !== 'serving' || verdict === 'unknown' ? null : verdict === 'ok';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly of: (node: NodeFact) => string;
}

/** No wider than needed: some phones have less room than 34 columns. Six hold `refs 2`. */
const nameWidth = (nodes: readonly NodeFact[], most: number): number =>
  Math.min(most, Math.max(6, ...nodes.map(({ name }) => name.length)));

/** Three marks where something is known of L1 or of calls over the node; otherwise the verdict in a word. */
const columnsFor = (nodes: readonly NodeFact[]): { readonly name: number; readonly last: readonly Column[] } =>
  nodes.some(({ l1, journey }) => l1 !== null || journey !== null)
    ? {
        name: nameWidth(nodes, 7),
        last: [
          { title: 'now', width: 3, of: (node) => mark(isFine(node)) },
          { title: 'L1', width: 3, of: ({ l1 }) => mark(l1) },
          { title: 'log', width: 3, of: ({ journey }) => mark(journey) },
        ],
      }
    : {
        name: nameWidth(nodes, 9),
        last: [
          {
            title: 'now',
            width: 9,
            of: ({ state, verdict }) => (state === 'serving' ? (words[verdict] ?? verdict) : state),
          },
        ],
      };

/** Empty text without nodes. */
export const nodeTable = (nodes: readonly NodeFact[], references: IncidentFacts['references'] = null): string => {
  if (nodes.length === 0) return '';
  const { name, last } = columnsFor(nodes);
  const row = (first: string, head: string, lag: string, rest: readonly string[]): string =>
    [
      clip(first, name).padEnd(name),
      clip(head, 7).padStart(7),
      clip(lag, 6).padStart(6),
      ...rest.map((text, index) => clip(text, last[index]?.width ?? 3).padEnd(last[index]?.width ?? 3)),
    ]
      .join(' ')
      .trimEnd();
  const rows = nodes.slice(0, maxRows).map((node) =>
    row(
      node.name,
      headText(node.headNumber),
      lagText(node.lagSeconds),
      last.map(({ of }) => of(node)),
    ),
  );
  const more = nodes.length > maxRows ? [`… and ${nodes.length - maxRows} more`] : [];
  const refs: string[] = [];
  if (references) {
    const { asked, answered, headNumber, lagSeconds } = references;
    const count = answered === asked ? `${asked}` : `${answered}/${asked}`;
    // References are asked only so often: less than that behind is not behind.
    const lag = headNumber !== null && lagSeconds === null ? `<${limits.referenceEvery}s` : lagText(lagSeconds);
    if (asked > 0) refs.push(row(`refs ${count}`, headText(headNumber), lag, []));
  }
  const title = row(
    'node',
    'head',
    'behind',
    last.map((column) => column.title),
  );
  return ['```', title, ...rows, ...more, ...refs, '```'].join('\n');
};
