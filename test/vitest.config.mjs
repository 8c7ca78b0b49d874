import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;

export default defineConfig({
  root,
  test: {
    root,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      { root, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], pool: 'forks', testTimeout: 20_000 } },
      {
        root,
        test: {
          name: 'guest',
          include: ['test/guest/**/*.test.ts'],
          pool: 'forks',
          // Two cores: one emulated guest at a time.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
