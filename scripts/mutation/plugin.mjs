import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, shown } from '../modules/workspace.mjs'
import { marked } from './functions.mjs'
import { mutated } from './places.mjs'

/**
 * Changes modules as the test runner loads them, and never a file: for `SIGMASTREAM_REACH` each source notes what of it runs, for
 * `SIGMASTREAM_MUTANT`, a file that describes one, its module is the mutant. That it was loaded is left in a file beside.
 */
const wanted = /^packages\/[^/]+\/src\/.*\.ts$/

const mutantOf = (path) => {
  const mutant = JSON.parse(readFileSync(path, 'utf8'))
  return (file, code) => {
    if (file !== mutant.file) return undefined
    if (code.slice(mutant.start, mutant.end) !== mutant.from) throw new Error(`${file} is no longer what was read`)
    writeFileSync(`${path}.loaded`, '')
    return mutated(code, mutant)
  }
}

export const plugin = ({ SIGMASTREAM_REACH, SIGMASTREAM_MUTANT }) => {
  const change =
    SIGMASTREAM_MUTANT !== undefined
      ? mutantOf(SIGMASTREAM_MUTANT)
      : SIGMASTREAM_REACH !== undefined
        ? marked
        : () => undefined
  return {
    name: 'sigmastream-mutation',
    enforce: 'pre',
    transform: (code, id) => {
      const file = shown(id.split('?')[0])
      const changed = wanted.test(file) ? change(file, code) : undefined
      return changed === undefined ? undefined : { code: changed, map: null }
    },
  }
}

export const setupFile = join(root, 'scripts/mutation/setup.mjs')
