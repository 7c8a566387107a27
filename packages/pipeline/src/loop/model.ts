import { putPatches } from '@sigmastream/audio'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { onLine, type RenderError, refuseRecipe, renameFields } from '../errors.js'
import { fromExcerpt } from '../excerpt.js'
import type { Model, OpenModel, Order, Piece, Pieces } from '../model.js'
import { scalePointsIn } from '../recipe/guidance-scale.js'
import type { Recipe } from '../recipe/recipe.js'
import { inpaint, isLoop, loop, regionsOf } from '../recipe/tasks.js'
import { featherOf } from '../regions.js'
import { field, words } from '../words.js'
import { type LoopOrder, loopOrder } from './order.js'

/** An order, and the loop that it is of; `null` of anything else, and of a loop that is made from nothing. */
interface AskedOrder {
  readonly order: Order
  readonly loop: LoopOrder | null
}

/** What may be a curve over the seconds of a clip. */
const curvedFields = ['cfg', 'paintAmount'] as const

/** Refused: what counts from a beginning, where a loop is asked for, which has none. */
const checkLoop = (recipe: Recipe): E.Either<RenderError, void> => {
  if (recipe.command !== 'generate' && recipe.command !== 'inpaint' && recipe.command !== 'loop')
    return refuseRecipe(
      'loop',
      words`${field('loop')} is for what is made of a prompt or filled, and this is ${recipe.command}`,
      ['leave it out, and make a loop of the result'],
    )
  if (recipe.reference === 'exercises')
    return refuseRecipe(
      'reference',
      words`${field('reference')} exercises repeats the clip from its beginning, and a loop has none`,
      ['leave it out'],
    )
  const curve = curvedFields.find((name) => {
    const value = recipe[name]
    return typeof value === 'string' && scalePointsIn(value)?.by === 'second'
  })
  return curve === undefined
    ? E.right(undefined)
    : refuseRecipe(curve, words`${field(curve)} by second counts from the beginning, and a loop has none`, [
        'give one number',
      ])
}

const askedOrder = (order: Order, learns: boolean): E.Either<RenderError, AskedOrder> => {
  const { recipe, clip } = order
  if (!isLoop(recipe)) return E.right({ order, loop: null })
  return pipe(
    checkLoop(recipe),
    E.flatMap(
      (): E.Either<RenderError, AskedOrder> =>
        // what has no clip is made as a loop by the model itself; latents are refused with the clip
        recipe.command === 'generate' || clip?._tag !== 'Sound'
          ? E.right({ order, loop: null })
          : pipe(
              loopOrder(order, clip, learns),
              E.map((of) => ({ order: of.order, loop: of })),
            ),
    ),
  )
}

/** The recipe of a loop, with what the model has filled in. */
const asAsked = (worked: Recipe, asked: Recipe): Recipe => {
  if (worked.command !== 'inpaint') return worked // it was asked to fill gaps
  const {
    command: _command,
    regions: _regions,
    feather: _feather,
    paintStart: _start,
    paintEnd: _end,
    loop: _loop,
    ...made
  } = worked
  const { seconds, seam, bars, bpm } = asked
  const length = {
    ...(seconds === undefined ? {} : { seconds }),
    ...(seam === undefined ? {} : { seam }),
    ...(bars === undefined ? {} : { bars }),
    ...(bpm === undefined ? {} : { bpm }),
  }
  return asked.command === 'loop'
    ? { ...made, ...loop(length) }
    : { ...made, ...length, ...inpaint(regionsOf(asked), { feather: featherOf(asked), loop: true }) }
}

/** A piece of a part of the turned loop, or of all of it, as one of the loop. */
const pieceOfLoop = (piece: Piece, { recipe, turn, audio }: LoopOrder): Piece => {
  const { excerpt: _, ...whole } = piece
  return { ...whole, recipe: asAsked(piece.recipe, recipe), original: audio, turn }
}

/** A model of a part of the turned loop that makes all of it heard. */
const heardWhole = (model: OpenModel, { excerpt }: Piece, { audio }: LoopOrder): OpenModel => {
  const { listen } = model
  if (listen === null || excerpt === undefined) return model
  return {
    ...model,
    listen: (latent) =>
      pipe(
        listen(latent),
        TE.map(({ channels }) => putPatches(audio, [fromExcerpt(excerpt)({ start: 0, channels })])),
      ),
  }
}

/** What is wrong with the gap of a clip that is made a loop is wrong with its seam. */
const withSeam = (error: RenderError, orders: readonly Order[]): RenderError => {
  const of = error._tag === 'BadRecipe' ? orders[error.line ?? 0] : undefined
  return of?.recipe.command === 'loop' ? renameFields((name) => (name === 'regions' ? 'seam' : name))(error) : error
}

/**
 * A model that works on loops as on any clip: it gets one turned, so that what goes round the end is inside, with its
 * surroundings to both sides, and all of it at once. What is said of the piece is said of the loop; its sound and its
 * latents are those of the turned one. Refused: loops of a clip that is made over as a whole, or shorter than
 * the loop; what counts from a beginning.
 */
export const loopModel = (model: Model): Model => {
  const { excerpt } = model
  return {
    ...model,
    ...(excerpt === undefined
      ? {}
      : { excerpt: (recipe, of) => (isLoop(recipe) ? TE.right(null) : excerpt(recipe, of)) }),
    prepare: (orders, signal) =>
      pipe(
        orders,
        E.traverseReadonlyNonEmptyArrayWithIndex((place, order: Order) =>
          pipe(askedOrder(order, excerpt !== undefined), E.mapLeft(onLine(place, orders.length))),
        ),
        TE.fromEither,
        TE.flatMap((asked) =>
          pipe(
            model.prepare(RNEA.map(({ order }: AskedOrder) => order)(asked), signal),
            TE.mapLeft((error) => withSeam(error, orders)),
            TE.map(
              (pieces): Pieces => ({
                each: RNEA.mapWithIndex((place, piece: Piece) => {
                  const of = asked[place]?.loop ?? null
                  return of === null ? piece : pieceOfLoop(piece, of)
                })(pieces.each),
                open: (stop) =>
                  pipe(
                    pieces.open(stop),
                    TE.map((models) => ({
                      ...models,
                      of: (place) => {
                        const [of, piece] = [asked[place]?.loop ?? null, pieces.each[place]]
                        return of === null || piece === undefined
                          ? models.of(place)
                          : heardWhole(models.of(place), piece, of)
                      },
                    })),
                  ),
              }),
            ),
          ),
        ),
      ),
  }
}
