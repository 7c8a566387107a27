import { profiles, type StableAudio } from '@sigmastream/model-sao'
import { either as E, readonlyNonEmptyArray as RNEA, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { onLine, type RenderError } from '../errors.js'
import type { Order, Piece, Pieces, UnheardText } from '../model.js'
import { evenOctaves } from '../variation.js'
import { field, words } from '../words.js'
import { clipWork } from './clip-work.js'
import { fromNetworkError } from './errors.js'
import { stepUnder } from './guidance.js'
import { type LoadedModel, loadModel } from './load.js'
import { loopShift } from './loop-shift.js'
import { needsOf } from './needs.js'
import { openAll } from './open.js'
import type { StableAudioOptions } from './options.js'
import { conventionsOf, engineRecipe, promptedRecipe, stableAudioRecipe } from './recipe.js'
import { probeOf } from './requests.js'
import { checkRoom, withRoomFields } from './room-fields.js'
import { unheardTexts } from './unheard.js'
import { usualBlend } from './windows.js'
import { newWork, type StableAudioWork } from './work.js'

/** What is drawn while the clip is encoded, which is as long as noise is drawn for. */
const encodingDrawOf = (
  model: StableAudio,
  { recipe: { profile }, work: { reference, length } }: StableAudioWork,
): Pick<Piece, 'encodingDraw'> => {
  const isDrawn = reference?._tag === 'Sound' && profiles[profile].encodingDraws
  const draw = isDrawn ? model.encodingDraw(length.drawn) : null
  return draw === null ? {} : { encodingDraw: draw }
}

const pieceOf = (
  { model, device }: LoadedModel,
  of: StableAudioWork,
  count: number,
  unheard: readonly UnheardText[],
): Piece => {
  const { recipe, work } = of
  const { sampleRate, audioChannels, frameRate } = model.geometry
  const like = work.asOriginal ? work.original : null
  const { device: _, ...rest } = recipe
  return {
    recipe: {
      ...rest,
      ...(work.layout === null ? {} : { windowBlend: recipe.windowBlend ?? usualBlend }),
      model: model.identity,
      precision: model.precision,
      seconds: work.seconds,
      ...(device === 'cpu' ? {} : { device }),
    },
    shape: work.shape,
    ...(work.length.drawn === work.shape[2] ? {} : { drawnFrames: work.length.drawn }),
    ...encodingDrawOf(model, of),
    ...(work.length.covering === work.shape[2] ? {} : { soundFrames: work.length.covering }),
    autoencoder: model.autoencoder,
    ...(work.layout === null ? {} : { windows: work.layout.windows }),
    frameRate,
    task: work.task,
    ...(model.traits.fillsGaps ? { fillsGaps: true } : {}),
    conventions: conventionsOf(recipe),
    startScale: recipe.startScale,
    stepUnder: stepUnder(recipe),
    ...(work.ring ? { shift: loopShift(work.shape[2]) } : {}),
    branchProbe: probeOf(model, of),
    levelOf: evenOctaves(0.3, 100), // the model card's lowest level; the highest of stable-audio-tools' interface
    original: work.original,
    ...(work.excerpt === null ? {} : { excerpt: work.excerpt }),
    sound: { sampleRate: like?.sampleRate ?? sampleRate, channels: like?.channels.length ?? audioChannels },
    remarks: work.remarks,
    ...(unheard.length === 0 ? {} : { unheard }),
    remedies: words`${field('prompt')} or ${field('cfg')}`,
    needs: device === 'cpu' ? needsOf(model, of, count) : null, // a device has memory of its own
    errorOf: fromNetworkError,
  }
}

/** What is wrong in an order, with which of several it is. */
const each = <A, B>(
  all: RNEA.ReadonlyNonEmptyArray<A>,
  of: (one: A) => E.Either<RenderError, B>,
): E.Either<RenderError, RNEA.ReadonlyNonEmptyArray<B>> =>
  pipe(
    all,
    E.traverseReadonlyNonEmptyArrayWithIndex((place, one: A) => pipe(of(one), E.mapLeft(onLine(place, all.length)))),
  )

/**
 * The pieces of orders, on one model, which all of them ask for as the first does. Refused: what the model cannot do,
 * naming fields, and which order.
 */
export const piecesOf =
  (
    folder: string,
    orders: RNEA.ReadonlyNonEmptyArray<Order>,
    options: StableAudioOptions,
    signal: AbortSignal,
  ): TE.TaskEither<RenderError, Pieces> =>
  async () => {
    const prompted = each(orders, ({ recipe, clip }: Order) => promptedRecipe(recipe, clip))
    if (E.isLeft(prompted)) return prompted
    const on = await loadModel(folder, engineRecipe(prompted.right[0]), options, signal)()
    if (E.isLeft(on)) return on
    const { model } = on.right
    const works = each(RNEA.zip(prompted.right, orders), ([asked, { clip }]) =>
      pipe(
        stableAudioRecipe(asked, model),
        E.flatMap((recipe) =>
          pipe(
            clip === null ? newWork(model, recipe) : clipWork(model, recipe, clip),
            E.tap(({ length }) => checkRoom(asked, length)),
            E.map((work): StableAudioWork => ({ recipe: withRoomFields(recipe, work.length), work })),
          ),
        ),
      ),
    )
    if (E.isLeft(works)) return works
    const pieces = works.right
    return pipe(
      await unheardTexts(
        model,
        pieces.map(({ recipe }) => recipe),
      )(),
      E.map((unheard) => ({
        each: RNEA.mapWithIndex((i, of: StableAudioWork) => pieceOf(on.right, of, pieces.length, unheard[i] ?? []))(
          pieces,
        ),
        open: (stop: AbortSignal) => {
          options.note?.('loading the model')
          return openAll(model, pieces, stop)
        },
      })),
    )
  }
