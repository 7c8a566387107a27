// Jobs that name nothing but a seed: what a farm does with them costs what it costs with any.
import { jobId, jobVersion } from '@sigmastream/farm'

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
