import { freemem } from 'node:os'
import { type CutPrompt, loadStableAudio, packedCache, type StableAudio } from '@sigmastream/model-sao'
import type { Device } from '@sigmastream/onnx'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, onLine, type RenderError } from '../errors.js'
import type { MemoryNeeds, Order, Piece, Pieces, UnheardText } from '../model.js'
import { evenOctaves } from '../variation.js'
import { field, gigabytes, words } from '../words.js'
import { clipWork } from './clip-work.js'
import { chosenDevice } from './device.js'
import { fromNetworkError, fromStableAudioError } from './errors.js'
import { openAll, type StableAudioWork } from './open.js'
import type { StableAudioOptions } from './options.js'
import { conventionsOf, type StableAudioRecipe, stableAudioRecipe } from './recipe.js'
import { newWork } from './work.js'

/** A model, and where it is computed. */
interface LoadedModel {
  readonly model: StableAudio
  readonly device: Device
}

/** Only configurations and headers are read here. Refused: a folder that is no checkpoint, or is not the recipe's. */
const loadModel = (
  folder: string,
  recipe: StableAudioRecipe,
  options: StableAudioOptions,
  signal: AbortSignal,
): TE.TaskEither<RenderError, LoadedModel> => {
  const { threads, memory: available, precision, model: expected } = recipe
  const { env = process.env, free = freemem(), note = () => undefined, onPacking } = options
  const settings = {
    threads,
    available,
    precision,
    free,
    cache: packedCache(env),
    signal,
    ...(onPacking === undefined ? {} : { onPacking }),
  }
  return pipe(
    chosenDevice(recipe.device, note),
    TE.bindTo('device'),
    TE.bind('model', ({ device }) =>
      pipe(loadStableAudio(folder, { ...settings, device }), TE.mapLeft(fromStableAudioError('loading the model'))),
    ),
    TE.tapIO(({ model }) => () => {
      const choice = `precision: ${model.precision}, chosen for the ${gigabytes(free)} of memory that are free`
      if (precision === 'auto') note(choice)
    }),
    TE.filterOrElse(
      ({ model: { identity } }) => expected === undefined || identity === expected,
      ({ model: { identity } }): RenderError =>
        badRecipe(
          'model',
          [`the recipe is of the model ${String(expected)}, and ${folder} holds ${identity}`],
          [
            'give the folder of that model',
            precision === 'fp32' ? '' : `, its ${precision} weights packed with what model quantize kept in fp32 then`,
          ],
        ),
    ),
  )
}

/** What makes any run take less memory. */
const smaller = words`give ${field('precision')} int8 or int4 if it is not, or close other programs`

/** `count` is how many pieces the model is told of. */
const needsOf =
  (model: StableAudio, { recipe, work }: StableAudioWork, count: number) =>
  (heard: boolean): MemoryNeeds => ({
    ...model.memory({
      frames: work.shape[2],
      batch: 1,
      guided: recipe.cfg !== 1,
      told: recipe.negative === null ? count : 2 * count,
      encoded: work.reference?._tag === 'Sound',
      decoded: heard,
      available: recipe.memory,
    }),
    remedies: { model: smaller, peak: [...words`ask for fewer ${field('seconds')}, `, ...smaller] },
  })

/** Texts of a piece, and what of them is not heard: told apart by their place among those of all pieces. */
const textsOf = ({ recipe: { prompt, negative } }: StableAudioWork): readonly string[] => [prompt, negative ?? '']

const unheardOf = ([prompt, negative]: readonly (CutPrompt | null | undefined)[]): readonly UnheardText[] =>
  (['prompt', 'negative'] as const).flatMap((of) => {
    const cut = of === 'prompt' ? prompt : negative
    return cut === null || cut === undefined
      ? []
      : [{ of, tokens: cut.tokens, counted: cut.counted, words: cut.unheard }]
  })

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
      model: model.identity,
      precision: model.precision,
      seconds: work.seconds,
      ...(device === 'cpu' ? {} : { device }),
    },
    shape: work.shape,
    frameRate,
    task: work.task,
    conventions: conventionsOf(recipe),
    startScale: recipe.startScale,
    levelOf: evenOctaves(0.3, 100), // the model card's lowest level; the highest of stable-audio-tools' interface
    original: work.original,
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

interface StableAudioOrder {
  readonly recipe: StableAudioRecipe
  readonly clip: Order['clip']
}

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
    const all = each(orders, ({ recipe, clip }: Order) =>
      pipe(
        stableAudioRecipe(recipe, clip),
        E.map((whole): StableAudioOrder => ({ recipe: whole, clip })),
      ),
    )
    if (E.isLeft(all)) return all
    const on = await loadModel(folder, all.right[0].recipe, options, signal)()
    if (E.isLeft(on)) return on
    const { model } = on.right
    const works = each(all.right, ({ recipe, clip }: StableAudioOrder) =>
      pipe(
        clip === null ? newWork(model, recipe) : clipWork(model, recipe, clip),
        E.map((work): StableAudioWork => ({ recipe, work })),
      ),
    )
    if (E.isLeft(works)) return works
    const cuts = await model.cutPrompts(works.right.flatMap(textsOf))()
    return pipe(
      cuts,
      E.mapLeft(fromStableAudioError('reading the tokenizer')),
      E.map((cut) => ({ cut, pieces: works.right })),
      E.map(({ cut, pieces }) => ({
        each: RNEA.mapWithIndex((i, of: StableAudioWork) =>
          pieceOf(on.right, of, pieces.length, unheardOf(cut.slice(2 * i, 2 * i + 2))),
        )(pieces),
        open: (stop: AbortSignal) => {
          options.note?.('loading the model')
          return openAll(model, pieces, stop)
        },
      })),
    )
  }
