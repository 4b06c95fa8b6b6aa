import { defineConfig } from 'vitest/config';

/**
 * Two projects: everything that is quick, and the end-to-end cells, each of which runs the whole system (about ten
 * processes). They wait for real windows to pass most of the time and cost a tenth of a core each, so that all of them
 * run at once; only their starts take turns (demo/stack/turns.ts).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 20_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 480_000,
          maxConcurrency: 16,
          // Their starts cost, and files do not take turns.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
