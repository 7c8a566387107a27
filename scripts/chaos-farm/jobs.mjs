// Jobs whose results depend on every step and every sound, and what each comes to where nothing disturbs it.
import { createHash } from 'node:crypto'
import { jobId, jobVersion } from '@sigmastream/farm'

export const hashOf = (...parts) => createHash('sha256').update(parts.join('\n')).digest('hex')

/** The seeds of jobs that are no good: one ends its workers, one cannot be made. They tell the odd ones of a round apart. */
export const [endsWorkers, cannotBeMade] = [1, 2]

/** The state before the first step, that after a step, and the bytes of a result. */
export const firstState = ({ id }, sounds) => hashOf(id, ...sounds)
export const nextState = (state, step) => hashOf(state, String(step))
export const resultOf = (state) => `made ${state}\n`.repeat(200)

/** The bytes of a job's result, made at once. */
export const undisturbed = ({ job, texts }) => {
  let state = firstState(job, texts)
  for (let step = 1; step <= job.recipe.steps; step++) state = nextState(state, step)
  return resultOf(state)
}

/** A job under the name of its result, on sounds given as their file and their text. */
export const namedJob = ({ seed, steps, sounds, submitter, priority = 'normal', memory = 2 ** 20 }) => {
  const texts = sounds.map(({ text }) => text)
  const hashes = texts.map((text) => hashOf(text))
  const recipe = { command: 'generate', seed, steps, exemplarHashes: hashes }
  const job = {
    version: jobVersion,
    id: jobId(recipe, 'exemplar', null),
    recipe,
    lane: { need: { model: 'exemplar', memory }, priority, submitter },
    sounds: [...new Set(hashes)],
  }
  return { job, name: `${seed}.wav`, files: sounds.map(({ file }) => file), texts }
}

/** The same, tried again until it works. */
export const insist = async (task) => {
  for (;;) {
    const result = await task()
    if (result._tag === 'Right') return result.right
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
