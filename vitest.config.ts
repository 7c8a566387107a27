import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Workspace packages run from their sources, so that a test never sees a stale build.
  ssr: { resolve: { conditions: ['@sigmastream/source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%', // by default one core is left idle, which is half of two
  },
})
