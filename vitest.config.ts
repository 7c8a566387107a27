import { configDefaults, defineConfig } from 'vitest/config'

const tests = (folder: string): string => `${folder}/**/*.test.ts`

/** Every test file. */
export const everyTest = ['packages/*/test', 'examples', 'test'].map(tests)

/** Those that put something in a module's place, or look at what is loaded: others would see it. */
const alone = '**/*.alone.test.ts'

export default defineConfig({
  // Workspace packages run from their sources, so that a test never sees a stale build.
  ssr: { resolve: { conditions: ['@sigmastream/source', 'node', 'default'] } },
  test: {
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%', // by default one core is left idle, which is half of two
    projects: [
      // Test files share a process, and so what it has loaded: to load it for each took a quarter of the time.
      {
        extends: true,
        test: { name: 'together', include: everyTest, exclude: [...configDefaults.exclude, alone], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: [alone] } },
    ],
  },
})
