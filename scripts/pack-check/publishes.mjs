import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root, run } from './run.mjs'

/** What publint and are-the-types-wrong say of one tarball. The packages are modules only, so the CommonJS columns are left out. */
export const publishes = async ({ manifest, tarball }) => {
  const { messages } = await publint({ strict: true, pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer } })
  if (messages.length > 0)
    throw new Error(messages.map((message) => formatMessage(message, manifest) ?? message.code).join('\n'))
  const typed = Object.values(manifest.exports).some((entry) => typeof entry === 'object')
  if (typed)
    await run(process.execPath, [
      join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
      tarball,
      '--profile',
      'esm-only',
    ])
}
