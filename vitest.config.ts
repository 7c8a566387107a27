import { configDefaults, defineConfig } from 'vitest/config'

const tests = (folder: string): string => `${folder}/**/*.test.ts`

/** Every test file. */
export const everyTest = ['packages/*/test', 'examples', 'test'].map(tests)

/**
 * Packages without effects: their test files may share a process, and so what it has loaded. Who starts threads, takes
 * signals or writes files gets a process for each test file.
 */
const pure = ['audio', 'core', 'course', 'laws', 'model-exemplar', 'parity', 'plot', 'samplers', 'tensor-files'].map(
  (name) => tests(`packages/${name}/test`),
)

export default defineConfig({
  // Workspace packages run from their sources, so that a test never sees a stale build.
  ssr: { resolve: { conditions: ['@sigmastream/source', 'node', 'import', 'module', 'default'] } },
  test: {
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%', // by default one core is left idle, which is half of two
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'effects',
          include: everyTest,
          exclude: [...configDefaults.exclude, ...pure],
        },
      },
    ],
  },
})
