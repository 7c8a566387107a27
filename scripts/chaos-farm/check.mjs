// What must hold when a round is over.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../modules/farm.mjs'
import { cannotBeMade, endsWorkers, hashOf, undisturbed } from './jobs.mjs'

/** Names below a folder of the store; what begins with a dot was being written when its writer was killed. */
const namesIn = (folder) => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && !one.name.startsWith('.'))
      .map(({ name }) => name)
  } catch {
    return []
  }
}

/**
 * What is wrong: a result that is missing or is not the bytes of an undisturbed run, content that is kept twice, a job that
 * is given up and should not be, or is not and should be. `may` are jobs that may have a result or none, for they were cancelled.
 */
export const faultsOf = async ({ named, may, dead, store, folder, sounds }) => {
  const faults = []
  const letters = new Map(dead.map((letter) => [letter.job.id, letter.fault]))
  const contents = new Set()
  for (const one of named) {
    const { id, recipe } = one.job
    const what = `job ${id.slice(0, 8)} of ${recipe.steps} steps`
    const note = await must(store.result(id))
    const code = letters.get(id)?.code ?? null
    const wanted = { [endsWorkers]: 'ends-its-workers', [cannotBeMade]: 'render-failed' }[recipe.seed] ?? null
    if (code !== wanted) faults.push(`${what}: given up with ${code}, and should be with ${wanted}`)
    if (note === null) {
      if (wanted === null && code === null && !may.has(id)) faults.push(`${what} is lost`)
      continue
    }
    contents.add(note.content)
    if (wanted !== null) faults.push(`${what} has a result, and can have none`)
    if (note.content !== hashOf(undisturbed(one))) faults.push(`${what}: other bytes than those of an undisturbed run`)
    await must(store.fetchResult(note, join(folder, '..', 'fetched')))
  }
  const kept = namesIn(join(folder, 'content'))
  if (kept.length !== contents.size) faults.push(`${kept.length} files are kept of ${contents.size} results`)
  const heard = namesIn(join(folder, 'sounds')).length
  if (heard !== sounds) faults.push(`${heard} sounds are kept of ${sounds}`)
  const left = namesIn(join(folder, 'checkpoints'))
  if (left.length > 0) faults.push(`${left.length} checkpoints are left of jobs that are over`)
  return { faults, compared: contents.size }
}
