import { availableParallelism } from 'node:os'
import { type ProfileName, profiles, type StableAudio, usualProfile } from '@sigmastream/model-sao'
import { type SamplerName, samplers } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip } from '../clip.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import { methodFor } from '../inpaint-method.js'
import type { Conventions } from '../model.js'
import type { Recipe } from '../recipe/recipe.js'
import { field, words } from '../words.js'
import { checkGuidanceFields, guidanceFieldsOf, usualCfgppScale } from './guidance-fields.js'
import { checkScales } from './guidance-scales.js'
import { memoryBudget } from './memory.js'
import { checkPrompts } from './prompts.js'

/** What a model is loaded by, nothing left open but which model it must be. */
export type EngineRecipe = Recipe & Required<Pick<Recipe, 'precision' | 'threads' | 'memory' | 'device'>>

/** What a Stable Audio model is told, nothing left open but the length, which may be the clip's or the model's. */
export type StableAudioRecipe = EngineRecipe &
  Required<
    Pick<
      Recipe,
      | 'profile'
      | 'prompt'
      | 'negative'
      | 'cfg'
      | 'cfgRescale'
      | 'cfgInterval'
      | 'startScale'
      | 'fullWindow'
      | 'reference'
    >
  > &
  Pick<Recipe, 'headroom' | 'padding'>

const drawsNoise = (sampler: SamplerName): boolean =>
  samplers[sampler]().draws({ index: 0, of: 2, from: 2, to: 1 }).length > 0

/** How a recipe is sampled: as its profile has it. */
export const conventionsOf = ({
  profile,
  command,
  invert = false,
}: Pick<StableAudioRecipe, 'profile' | 'command' | 'invert'>): Conventions => {
  const { sampler, schedule, steps, sigmaMin, sigmaMax } = profiles[profile]
  // An edit is by a sampler that draws no noise, and those of most profiles do: the method's own is Euler's. One on the noise
  // of the recording is by a sampler that draws some.
  const edits = invert ? (drawsNoise(sampler) ? sampler : 'euler-ancestral') : 'euler'
  return { sampler: command === 'edit' ? edits : sampler, schedule, steps, sigmaMin, sigmaMax }
}

/** The recipe with what the engine is told where it says nothing. */
export const engineRecipe = (recipe: Recipe): EngineRecipe => ({
  ...recipe,
  precision: recipe.precision ?? 'fp32',
  threads: recipe.threads ?? availableParallelism(),
  memory: recipe.memory ?? memoryBudget(),
  device: recipe.device ?? 'cpu',
})

/** What only the embedded model knows. */
const checkLearning = ({ exemplars = [], windowLength }: Recipe): E.Either<RenderError, void> => {
  const stray = exemplars.length > 0 ? 'exemplars' : (windowLength ?? null) === null ? null : 'windowLength'
  return stray === null
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field(stray)} is for the embedded model`, words`leave it or ${field('model')} out`)
}

/** A recipe that says what is to be heard. */
type PromptedRecipe = Recipe & Required<Pick<Recipe, 'prompt'>>

/**
 * The recipe, if any Stable Audio model could follow it. Refused: no prompt, what the embedded model alone knows, a clip
 * where the task works on none or none where it works on one.
 */
export const promptedRecipe = (recipe: Recipe, clip: Clip | null): E.Either<RenderError, PromptedRecipe> => {
  const { prompt } = recipe
  const learning = checkLearning(recipe)
  if (E.isLeft(learning)) return learning
  if (prompt === undefined)
    return refuseRecipe(
      'prompt',
      ['no prompt'],
      words`say with ${field('prompt')} what is to be heard, such as "soft rain"`,
    )
  if (recipe.command === 'generate' && clip !== null)
    return refuseRecipe('clip', words`${field('clip')}: the recipe has none`, ['leave it out'])
  return recipe.command !== 'generate' && clip === null
    ? refuseRecipe('clip', [`the recipe works on a clip`], words`give ${field('clip')}`)
    : E.right({ ...recipe, prompt })
}

/** What kind of model a recipe is for. */
type ModelKind = Pick<StableAudio, 'objective' | 'traits'>

/** Profiles are of models: one that was trained for something else is not sampled by it. */
const profileFor = ({ profile }: Recipe, { objective, traits }: ModelKind): E.Either<RenderError, ProfileName> => {
  const usual = usualProfile(traits.family, objective)
  const fits = (name: ProfileName): boolean =>
    profiles[name].objective === objective && profiles[name].family === profiles[usual].family
  return profile === undefined || fits(profile)
    ? E.right(profile ?? usual)
    : refuseRecipe('profile', words`${field('profile')} ${profile} is for another kind of model than this`, [
        `give ${usual}, or leave it out`,
      ])
}

/** Whether a model makes room behind the end of a sound, and fills up the length of a run. */
const makesRoom = ({ traits }: ModelKind): boolean => traits.family === 'stable-audio-3'

/** Refused: what is behind the end of a sound, of a model that makes nothing there. */
const checkLengths = (recipe: Recipe, kind: ModelKind): E.Either<RenderError, void> => {
  const stray = (['headroom', 'padding'] as const).find((name) => recipe[name] !== undefined)
  return stray === undefined || makesRoom(kind)
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field(stray)} is for Stable Audio 3, and this is another model`, ['leave it out'])
}

/**
 * The recipe as a model of that kind is told it: as its profile has it, but for what the recipe says. Refused: a
 * profile of other models, fields that do not go together.
 */
export const stableAudioRecipe = (recipe: PromptedRecipe, kind: ModelKind): E.Either<RenderError, StableAudioRecipe> =>
  pipe(
    profileFor(recipe, kind),
    E.map((profile): StableAudioRecipe => {
      const { guidance, guidanceRule, unconditional, startScale } = profiles[profile]
      const cfg = recipe.cfg ?? (recipe.cfgPp === true ? usualCfgppScale : guidance)
      return {
        ...engineRecipe(recipe),
        profile,
        prompt: recipe.prompt,
        negative: recipe.negative === undefined ? (unconditional === 'empty-prompt' ? '' : null) : recipe.negative,
        cfg,
        ...guidanceFieldsOf({ ...recipe, cfg }, guidanceRule),
        cfgRescale: recipe.cfgRescale ?? 0,
        cfgInterval: recipe.cfgInterval ?? null,
        startScale: recipe.startScale ?? startScale,
        fullWindow: recipe.fullWindow ?? false,
        reference: recipe.reference ?? 'silence',
        ...methodFor(recipe, kind.traits.fillsGaps),
        ...(makesRoom(kind)
          ? { headroom: recipe.headroom ?? profiles[profile].headroom, padding: recipe.padding ?? 'left-out' }
          : {}),
      }
    }),
    E.tap(() => checkLengths(recipe, kind)),
    E.tap(({ cfg, negative, guidance }) =>
      checkGuidanceFields({ ...recipe, cfg, negative, ...(guidance === undefined ? {} : { guidance }) }),
    ),
    E.tap(({ cfg }) => checkScales({ ...recipe, cfg })),
    E.tap(() => checkPrompts(recipe)),
  )
