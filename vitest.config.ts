import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      ...['unit', 'contract', 'pipeline'].map((name) => ({
        test: { name, include: [`tests/${name}/**/*.test.{ts,tsx}`] },
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
    ],
  },
});
