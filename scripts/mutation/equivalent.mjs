import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../modules/workspace.mjs'
import { linesAround } from './places.mjs'
import { read } from './sources.mjs'

/** Mutants that do what the program does: each is listed in `equivalent.json`, by its lines before and after, with its proof. */
export const listed = JSON.parse(readFileSync(join(root, 'scripts/mutation/equivalent.json'), 'utf8'))

export const proofOf = (mutant) => {
  const { before, after } = linesAround(read(mutant.file), mutant)
  return listed.find((one) => one.file === mutant.file && one.before === before && one.after === after)?.proof
}
