import { profiles, type StableAudio } from '@sigmastream/model-sao'
import { badRecipe, type RenderError } from '../errors.js'
import type { EngineRecipe } from './recipe.js'

/** What a sentence says of a model. */
type KindTraits = Pick<StableAudio['traits'], 'family'> & Pick<StableAudio, 'objective'>

const kindOf = ({ family, objective }: KindTraits): string =>
  `a ${family === 'stable-audio-3' ? 'Stable Audio 3' : 'Stable Audio Open'} model${objective === 'rectified_flow' ? ' (base)' : ''}`

/** The beginning of a SHA-256, which is enough to compare two by eye. */
const short = (identity: string): string => `SHA-256 ${identity.slice(0, 12)}...`

/** The refusal of a model that is not the one of the recipe; of that, the recipe knows the kind by its profile. */
export const otherModel = (
  { model: expected = '', precision, profile }: EngineRecipe,
  folder: string,
  { identity, objective, traits: { family } }: StableAudio,
): RenderError => {
  const made = profile === undefined ? 'another model' : kindOf(profiles[profile])
  return badRecipe(
    'model',
    [
      `the recipe is of ${made} in ${precision} (${short(expected)}), and ${folder} holds ` +
        `${profile === undefined ? '' : 'another, '}${kindOf({ family, objective })} (${short(identity)})`,
    ],
    [
      'give the folder of that model: its size (small, medium), its version and what its weights are stored in must be the same; ',
      '"sigmastream model check FOLDER" tells them',
      precision === 'fp32'
        ? ''
        : `; its ${precision} weights must be packed with what model quantize kept in fp32 then`,
    ],
  )
}
