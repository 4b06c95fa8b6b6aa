/** The nodes of an incident as a code block of at most 34 columns: that is what a phone shows without wrapping. */
import type { NodeView } from '../../collector/view.ts';

const columns = { name: 9, head: 7, lag: 6, verdict: 9 } as const;
const maxRows = 12;

const words: Readonly<Partial<Record<NodeView['verdict'], string>>> = {
  unreachable: 'no answer',
  wrong_chain: 'bad chain',
};

const clip = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

/** Unknown is a dash, never a zero. */
const headText = (node: NodeView): string => {
  if (!node.head) return '-';
  const digits = String(node.head.number);
  return digits.length > 6 ? `…${digits.slice(-6)}` : digits;
};

const lagText = (seconds: number | null): string => {
  if (seconds === null) return '-';
  if (seconds < 99.95) return `${seconds.toFixed(1)}s`;
  if (seconds < 5999) return `${Math.round(seconds)}s`;
  return `${Math.round(seconds / 3600)}h`;
};

const row = (name: string, head: string, lag: string, verdict: string): string =>
  [
    clip(name, columns.name).padEnd(columns.name),
    clip(head, columns.head).padStart(columns.head),
    clip(lag, columns.lag).padStart(columns.lag),
    clip(verdict, columns.verdict),
  ].join(' ');

/** Empty text without nodes. */
export const nodeTable = (nodes: readonly NodeView[]): string => {
  if (nodes.length === 0) return '';
  const rows = nodes
    .slice(0, maxRows)
    .map((node) =>
      row(
        node.name,
        headText(node),
        lagText(node.lagSeconds),
        node.state === 'serving' ? (words[node.verdict] ?? node.verdict) : node.state,
      ),
    );
  const more = nodes.length > maxRows ? [`… and ${nodes.length - maxRows} more`] : [];
  return ['```', row('node', 'head', 'behind', 'verdict'), ...rows, ...more, '```'].join('\n');
};
