import { defineConfig } from 'vitest/config'

/** The farm's store in a bucket, on a server that speaks S3. `.ci/run` runs it too. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@sigmastream/source', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/farm/test/store/s3-store.slow.ts'],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 60_000,
  },
})
