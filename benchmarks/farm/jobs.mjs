// Jobs that name nothing but a seed: what a farm does with them costs what it costs with any.
import { jobId, jobVersion } from '@sigmastream/farm'

/** What a worker of this benchmark can do. */
export const abilities = {
  models: ['exemplar'],
  memory: 2 ** 34,
  device: 'cpu',
  bitsClass: 'any',
  speed: 1,
  classOf: () => 'any',
  needOf: () => 2 ** 20,
}

/** So many jobs of a submitter; `seed` is that of the first. */
export const jobsFrom = (seed, count, submitter = 'bench') =>
  Array.from({ length: count }, (_, i) => {
    const recipe = { command: 'generate', seed: seed + i }
    return {
      version: jobVersion,
      id: jobId(recipe, 'exemplar', null),
      recipe,
      lane: { need: { model: 'exemplar', memory: 2 ** 20 }, priority: 'normal', submitter },
      sounds: [],
    }
  })

/** What a task of fp-ts gives, or throws what it fails with. */
export const must = async (task) => {
  const result = await task()
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
  return result.right
}
