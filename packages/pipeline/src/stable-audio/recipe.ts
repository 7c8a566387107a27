import { availableParallelism } from 'node:os'
import { profiles } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import type { Clip } from '../clip.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { Conventions } from '../model.js'
import type { Recipe } from '../recipe/recipe.js'
import { field, words } from '../words.js'
import { checkGuidanceFields, guidanceFieldsOf, usualCfgppScale } from './guidance.js'
import { memoryBudget } from './memory.js'

/** What Stable Audio Open is told, nothing left open but the length, which may be the clip's or the model's. */
export type StableAudioRecipe = Recipe &
  Required<
    Pick<
      Recipe,
      | 'profile'
      | 'prompt'
      | 'precision'
      | 'negative'
      | 'cfg'
      | 'cfgRescale'
      | 'cfgInterval'
      | 'startScale'
      | 'fullWindow'
      | 'reference'
      | 'threads'
      | 'memory'
      | 'device'
    >
  >

/** How the profile of a recipe is sampled. */
export const conventionsOf = ({ profile = 'model-card' }: Recipe): Conventions => {
  const { sampler, schedule, steps, sigmaMin, sigmaMax } = profiles[profile]
  return { sampler, schedule, steps, sigmaMin, sigmaMax }
}

/** What only the embedded model knows. */
const checkLearning = ({ exemplars = [], windowLength }: Recipe): E.Either<RenderError, void> => {
  const stray = exemplars.length > 0 ? 'exemplars' : (windowLength ?? null) === null ? null : 'windowLength'
  return stray === null
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field(stray)} is for the embedded model`, words`leave it or ${field('model')} out`)
}

/**
 * The recipe as the model is told it: as its profile has it, but for what the recipe says. Refused: no prompt, fields
 * that do not go together, a clip where the task works on none or none where it works on one.
 */
export const stableAudioRecipe = (recipe: Recipe, clip: Clip | null): E.Either<RenderError, StableAudioRecipe> => {
  const { profile = 'model-card', prompt } = recipe
  const { guidance, unconditional, startScale } = profiles[profile]
  const learning = checkLearning(recipe)
  if (E.isLeft(learning)) return learning
  if (prompt === undefined)
    return refuseRecipe('prompt', ['no prompt'], words`${field('model')} makes what ${field('prompt')} says: give it`)
  const cfg = recipe.cfg ?? (recipe.cfgPp === true ? usualCfgppScale : guidance)
  const guided = checkGuidanceFields({ ...recipe, cfg })
  if (E.isLeft(guided)) return guided
  if (recipe.command === 'generate' && clip !== null)
    return refuseRecipe('clip', words`${field('clip')}: the recipe has none`, ['leave it out'])
  if (recipe.command !== 'generate' && clip === null)
    return refuseRecipe('clip', [`the recipe works on a clip`], words`give ${field('clip')}`)
  return E.right({
    ...recipe,
    profile,
    prompt,
    precision: recipe.precision ?? 'fp32',
    negative: recipe.negative === undefined ? (unconditional === 'empty-prompt' ? '' : null) : recipe.negative,
    cfg,
    ...guidanceFieldsOf(recipe),
    cfgRescale: recipe.cfgRescale ?? 0,
    cfgInterval: recipe.cfgInterval ?? null,
    startScale: recipe.startScale ?? startScale,
    fullWindow: recipe.fullWindow ?? false,
    reference: recipe.reference ?? 'silence',
    threads: recipe.threads ?? availableParallelism(),
    memory: recipe.memory ?? memoryBudget(),
    device: recipe.device ?? 'cpu',
  })
}
