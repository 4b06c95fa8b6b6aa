import { defineConfig } from 'vitest/config';

/**
 * Two projects: everything that is quick, and the end-to-end cells, each of which runs the whole system (about ten
 * processes) and mostly waits for real windows to pass. Three cells at once keep two cores busy without making ticks
 * late; more of them would measure the machine instead.
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
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
