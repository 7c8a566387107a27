import type { Region } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filter, lastValueFrom, map, tap } from 'rxjs'
import { badRecipe, orThrow, type RenderError } from './errors.js'
import { exemplar } from './exemplar.js'
import { checkObject, checkOptions, type MakeOptions, type ModelOptions } from './make-options.js'
import type { Model } from './model.js'
import { inPlainNames } from './plain-names.js'
import { fromFault } from './recipe/fault.js'
import { decodeRecipe, type RecipeFields } from './recipe/recipe.js'
import {
  type EditOptions,
  type ExtendOptions,
  edit,
  extend,
  generate,
  type InpaintOptions,
  inpaint,
  type LoopOptions,
  loop,
  restyle,
  type VaryOptions,
  vary,
} from './recipe/tasks.js'
import { clipOf, clipsOf, type Recording } from './recording.js'
import { render } from './render.js'
import type { Result } from './result.js'
import { checkVariation } from './variation.js'
import { field, words } from './words.js'

/** The model that is given, or the embedded one of what it is to learn from. */
const modelOf = (model: Model | undefined, learnFrom: unknown): TE.TaskEither<RenderError, Model> => {
  if (model === undefined) return pipe(clipsOf(learnFrom ?? []), TE.map(exemplar))
  return learnFrom === undefined
    ? TE.right(model)
    : TE.left(
        badRecipe(
          'exemplars',
          words`${field('exemplars')} is for the embedded model`,
          words`leave it or ${field('model')} out`,
        ),
      )
}

const makeResult = (task: object, recording: Recording | null, options: MakeOptions): Promise<Result> =>
  inPlainNames(async () => {
    const { model: given, learnFrom, onFrame, signal, search, ...fields } = orThrow(checkObject(options))
    orThrow(checkOptions(fields))
    const recipe = orThrow(pipe(decodeRecipe({ ...fields, ...task }), E.mapLeft(fromFault)))
    const clip = recording === null ? null : orThrow(await clipOf(recording, 'clip')())
    const model = orThrow(await modelOf(given, learnFrom)())
    const events = render(recipe, { model, clip, ...(search === undefined ? {} : { search }) }, signal).pipe(
      tap((event) => (event._tag === 'Frame' ? onFrame?.(event.frame) : undefined)),
      filter((event) => event._tag === 'Rendered'),
      map(({ result }) => result),
    )
    return lastValueFrom(events)
  })

/**
 * Fills regions of a recording, in seconds, so that they fit what surrounds them. Outside the regions and the feather
 * the sound is the recording itself, and the borders are joined so that they are not heard: what `sigmastream inpaint`
 * does. Rejects with `RenderException`, whose `error` names the field that is wrong.
 */
export const fillGap = (
  recording: Recording,
  regions: readonly Region[],
  options: MakeOptions & InpaintOptions = {},
): Promise<Result> =>
  inPlainNames(async () => {
    const {
      feather,
      paintStart,
      paintEnd,
      paintAmount,
      method,
      resample,
      loop: round,
      ...others
    } = orThrow(checkObject(options))
    const how = {
      ...(feather === undefined ? {} : { feather }),
      ...(paintStart === undefined ? {} : { paintStart }),
      ...(paintEnd === undefined ? {} : { paintEnd }),
      ...(paintAmount === undefined ? {} : { paintAmount }),
      ...(method === undefined ? {} : { method }),
      ...(resample === undefined ? {} : { resample }),
      ...(round === undefined ? {} : { loop: round }),
    }
    return makeResult(inpaint(regions, how), recording, others)
  })

/**
 * A variation of a recording: noised, and denoised from there. `amount`, from 0 to 1, says how much is changed (0.5
 * unless it is said), as text amounts by second, `'0@1,0.6@4'`; or exactly `noiseLevel`, a sigma. Rejects as `fillGap`, and where the recording itself comes
 * back.
 */
export const varySound = (recording: Recording, options: MakeOptions & VaryOptions = {}): Promise<Result> =>
  inPlainNames(async () => {
    const { amount, noiseLevel, ...others } = orThrow(checkObject(options))
    const how = {
      ...(amount === undefined ? {} : { amount }),
      ...(noiseLevel === undefined ? {} : { noiseLevel }),
    }
    orThrow(checkVariation(how))
    return makeResult(vary(how), recording, others)
  })

/**
 * A loop of the beginning of a recording, or of all of it: its end, `seam` seconds of it, is made anew so that it leads
 * into the beginning, and the rest stays as it is. The length is in seconds, or in bars of four beats at `bpm`. `seam` of
 * the result says how its end goes on into its beginning. Rejects as `fillGap`.
 */
export const loopSound = (recording: Recording, how: LoopOptions = {}, options: MakeOptions = {}): Promise<Result> =>
  inPlainNames(async () => makeResult(loop(orThrow(checkObject(how))), recording, options))

/**
 * A recording made over in the style of what the model has learnt: `strength` 0 ignores it, 1 is the recording itself; as text
 * strengths by second, `'1@0,0.3@5.5'`, with straight lines between. Rejects as `fillGap`.
 */
export const restyleSound = (
  recording: Recording,
  strength: number | string,
  options: MakeOptions = {},
): Promise<Result> => makeResult(restyle(strength), recording, options)

/**
 * A recording edited by text, with a model that takes it: of what is heard in it, as `fromPrompt` says it, is made what
 * `prompt` says, and all that both share stays. Rejects as `fillGap`.
 */
export const editSound = (
  recording: Recording,
  fromPrompt: string,
  options: ModelOptions & EditOptions,
): Promise<Result> =>
  inPlainNames(async () => {
    const { strength, regions, feather, fromCfg, invert, ...others } = orThrow(checkObject(options))
    const how = {
      ...(strength === undefined ? {} : { strength }),
      ...(regions === undefined ? {} : { regions }),
      ...(feather === undefined ? {} : { feather }),
      ...(fromCfg === undefined ? {} : { fromCfg }),
      ...(invert === undefined ? {} : { invert }),
    }
    return makeResult(edit(fromPrompt, how), recording, others)
  })

/**
 * A recording with new sound before it and behind it, `before` and `after` in seconds, that goes on with what is there.
 * The recording itself stays as it is, sample for sample: what `sigmastream extend` does. Rejects as `fillGap`.
 */
export const extendSound = (recording: Recording, options: MakeOptions & ExtendOptions): Promise<Result> =>
  inPlainNames(async () => {
    const { before, after, ...others } = orThrow(checkObject(options))
    const room = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
    return makeResult(extend(room), recording, others)
  })

/** Sound from a prompt, with a model that takes one; `loop` where its end is to lead into its beginning. Rejects as `fillGap`. */
export const generateSound = (
  prompt: string,
  options: Omit<ModelOptions, 'prompt'> & Pick<RecipeFields, 'loop'>,
): Promise<Result> => makeResult({ ...generate, prompt }, null, options)
