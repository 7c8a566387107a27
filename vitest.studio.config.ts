import { defineConfig } from 'vitest/config'

/** The studio in a browser, from the file that is dropped to the file that is taken home. `.ci/run` runs it too. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@sigmastream/source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['packages/studio/test/browser/*.slow.ts'],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 170_000,
    hookTimeout: 60_000,
    // one studio and one browser at a time, and what a step left is where the next begins
    fileParallelism: false,
    expect: { poll: { timeout: 60_000, interval: 100 } },
    bail: 1,
  },
})
