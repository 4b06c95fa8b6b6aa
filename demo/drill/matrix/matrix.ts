/** Cells over stacks: each has one of its own, `jobs` of them side by side. */
import type { FaultName } from '../../faults/index.ts';
import { MissingBinariesError } from '../../stack/binaries.ts';
import type { StackOptions } from '../../stack/options.ts';
import { type Stack, startStack } from '../../stack/stack.ts';
import { drillObjective } from '../result.ts';
import type { Note } from '../runFault.ts';
import { brokenCell, type CellResult, type MatrixSummary, summariseCells } from './cellResult.ts';
import { type Cell, cellName } from './cells.ts';
import { judgeCell } from './judgeCell.ts';
import { runCell } from './runCell.ts';

export interface MatrixOptions extends Omit<StackOptions, 'objective'> {
  readonly cells: readonly Cell[];
  readonly fault: FaultName;
  readonly jobs: number;
  readonly note: Note;
  readonly onResult: (result: CellResult) => void;
}

const playOn = async (stack: Stack, cell: Cell, options: MatrixOptions): Promise<CellResult> => {
  try {
    options.note(`${cellName(cell)}: stack ready in ${(stack.readyMs / 1000).toFixed(1)} s; letting it settle`);
    await stack.settled(false);
    return judgeCell(await runCell(stack, cell, options.fault, options.note));
  } finally {
    await stack.stop();
    if (options.keep) options.note(`${cellName(cell)}: configuration and logs: ${stack.home}`);
  }
};

/** What goes wrong in one cell is its own line; the others still have something to show. */
const playCell = async (cell: Cell, options: MatrixOptions): Promise<CellResult> => {
  try {
    // A stack listens to its signal for ever; of one for all there would be dozens of listeners.
    const own = options.signal ? { signal: AbortSignal.any([options.signal]) } : {};
    const stack = await startStack({ members: true, ...options, ...own, objective: drillObjective });
    return await playOn(stack, cell, options);
  } catch (error) {
    if (options.signal?.aborted || error instanceof MissingBinariesError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return brokenCell(cell, options.fault, options.scale ?? 1, why.replaceAll('\n', ' '));
  }
};

/** @returns the results in the order of `cells`, and their summary */
export const matrix = async (
  options: MatrixOptions,
): Promise<{ readonly results: readonly CellResult[]; readonly summary: MatrixSummary }> => {
  const started = Date.now();
  const queue = [...options.cells];
  const done: CellResult[] = [];
  const work = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const result = await playCell(cell, options);
      done.push(result);
      options.onResult(result);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(options.jobs, queue.length) }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  const results = options.cells.flatMap((cell) => done.filter((result) => cellName(result) === cellName(cell)));
  return { results, summary: summariseCells(results, (Date.now() - started) / 1000, options.scale ?? 1) };
};
