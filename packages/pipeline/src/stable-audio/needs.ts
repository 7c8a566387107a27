import type { StableAudio } from '@sigmastream/model-sao'
import type { MemoryNeeds } from '../model.js'
import { branchesOf } from '../recipe/branches.js'
import { field, words } from '../words.js'
import { heardNegative, textsOf } from './prompts.js'
import type { StableAudioWork } from './work.js'

/** What makes any run take less memory. */
const smaller = words`give ${field('precision')} int8 or int4 if it is not, or close other programs`

/** How many texts are told for a piece, a negative prompt with each prompt among them. */
const toldBy = (recipe: StableAudioWork['recipe']): number => {
  const prompts = textsOf(recipe).filter(([of]) => of !== 'negative').length
  return heardNegative(recipe) === null ? prompts : 2 * prompts
}

/**
 * The memory of a run of a piece, in bytes, whose result is `heard` or stays latents. `count` is how many pieces the
 * model is told of.
 */
export const needsOf =
  (model: StableAudio, { recipe, work }: StableAudioWork, count: number) =>
  (heard: boolean): MemoryNeeds => ({
    ...model.memory({
      frames: work.shape[2],
      batch: 1,
      guided: branchesOf(recipe) > 1,
      neutral: branchesOf(recipe) > 2,
      ...(work.layout === null ? {} : { window: model.geometry.maxFrames }),
      told: count * toldBy(recipe) * (work.layout?.windows.length ?? 1),
      encoded: work.reference?._tag === 'Sound',
      decoded: heard,
      available: recipe.memory,
    }),
    remedies: { model: smaller, peak: [...words`ask for fewer ${field('seconds')}, `, ...smaller] },
  })
