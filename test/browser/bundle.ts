import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** A program as one script for browsers: its exports in a global `bundled`, and what it would still import. */
export interface Bundle {
  readonly code: string
  readonly imports: readonly string[]
}

/** Bundles a file of this folder from the sources, as a page's tool would: nothing of Node is filled in. */
export const bundleOf = async (name: string): Promise<Bundle> => {
  const build = await rolldown({
    input: fileURLToPath(new URL(name, import.meta.url)),
    platform: 'browser',
    resolve: { conditionNames: ['@sigmastream/source', 'browser', 'import', 'module', 'default'] },
    logLevel: 'silent',
  })
  const {
    output: [{ code, imports, dynamicImports }],
  } = await build.generate({ format: 'iife', name: 'bundled', minify: true })
  await build.close()
  return { code, imports: [...imports, ...dynamicImports] }
}
