import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;

/** Shell scripts are text, as in the bundle (src/tools/build.mjs). */
const shellText = {
  name: 'shell-text',
  /** @param {string} code @param {string} id */
  transform: (code, id) => (id.endsWith('.sh') ? `export default ${JSON.stringify(code)}` : undefined),
};

export default defineConfig({
  root,
  plugins: [shellText],
  test: {
    root,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        root,
        plugins: [shellText],
        // One process for many files: these tests change nothing that another could see.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], pool: 'forks', isolate: false, testTimeout: 20_000 },
      },
      {
        root,
        plugins: [shellText],
        // Real shells, terminals and programs, and QEMU without a guest: waits, more than work.
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 4,
          testTimeout: 60_000,
        },
      },
      {
        root,
        plugins: [shellText],
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
      {
        root,
        plugins: [shellText],
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          globalSetup: ['test/ui/prepare.mjs'],
          pool: 'forks',
          fileParallelism: false,
          // A step waits for a guest to boot.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
