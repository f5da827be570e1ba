import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      ...['unit', 'contract', 'pipeline'].map((name) => ({
        // Generous: a busy machine is no fault of the code, and a hanging test still ends.
        test: {
          name,
          include: [`tests/${name}/**/*.test.{ts,tsx}`],
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      })),
      {
        // The screens in Debian's Chromium; one browser at a time.
        test: {
          name: 'ui',
          include: ['tests/ui/**/*.test.ts'],
          globalSetup: 'tests/ui/support/global-setup.ts',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Real Electron, sandboxed, with a display of its own; one at a time.
        test: {
          name: 'app',
          include: ['tests/app/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
      {
        // What the others made, looked at afterwards (`setup/test.mjs`).
        test: { name: 'pdfs', include: ['tests/pdfs/**/*.test.ts'], testTimeout: 300_000 },
      },
    ],
  },
});
