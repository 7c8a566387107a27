import { freemem } from 'node:os'
import { type LoadOptions, loadStableAudio, packedCache, profiles, type StableAudio } from '@sigmastream/model-sao'
import type { Device } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import { branchesOf } from '../recipe/branches.js'
import { gigabytes } from '../words.js'
import { chosenDevice } from './device.js'
import { fromStableAudioError } from './errors.js'
import type { StableAudioOptions } from './options.js'
import { otherModel } from './other-model.js'
import type { EngineRecipe } from './recipe.js'

/** A model, and where it is computed. */
export interface LoadedModel {
  readonly model: StableAudio
  readonly device: Device
}

/** Whether a recipe is guided, as far as it says so before its model is known. */
const guidedIn = ({ cfg, cfgPp, guidance, profile }: EngineRecipe): Pick<LoadOptions, 'guided'> => {
  const scale = cfg ?? (profile === undefined ? undefined : profiles[profile].guidance)
  return scale === undefined && cfgPp !== true && guidance === undefined
    ? {}
    : {
        guided:
          branchesOf({
            ...(scale === undefined ? {} : { cfg: scale }),
            ...(cfgPp === undefined ? {} : { cfgPp }),
            ...(guidance === undefined ? {} : { guidance }),
          }) > 1,
      }
}

/** Only configurations and headers are read here. Refused: a folder that is no checkpoint, or is not the recipe's. */
export const loadModel = (
  folder: string,
  recipe: EngineRecipe,
  options: StableAudioOptions,
  signal: AbortSignal,
): TE.TaskEither<RenderError, LoadedModel> => {
  const { threads, memory: available, precision, model: expected } = recipe
  const { env = process.env, free = freemem(), note = () => undefined, onPacking, load = loadStableAudio } = options
  const settings = {
    threads,
    available,
    precision,
    ...guidedIn(recipe),
    free,
    cache: packedCache(env),
    signal,
    ...(onPacking === undefined ? {} : { onPacking }),
  }
  return pipe(
    chosenDevice(recipe.device, note),
    TE.bindTo('device'),
    TE.bind('model', ({ device }) =>
      pipe(load(folder, { ...settings, device }), TE.mapLeft(fromStableAudioError('loading the model'))),
    ),
    TE.tapIO(({ model }) => () => {
      const choice = `precision: ${model.precision}, chosen for the ${gigabytes(free)} of memory that are free`
      if (precision === 'auto') note(choice)
      if (model.unread.length > 0)
        note(`the configuration of the model has settings that sigmastream does not use: ${model.unread.join(', ')}`)
    }),
    TE.filterOrElse(
      ({ model: { identity } }) => expected === undefined || identity === expected,
      ({ model }): RenderError => otherModel(recipe, folder, model),
    ),
  )
}
