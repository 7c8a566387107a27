import { defineConfig } from 'vitest/config'

/** The commands of the docs, each typed as it is written: a minute or two, so not a part of `npm test`. `.ci/run` runs both. */
export default defineConfig({
  test: { include: ['test/api-in-docs.slow.ts', 'test/commands-in-docs.slow.ts'], setupFiles: ['./vitest.setup.ts'] },
})
