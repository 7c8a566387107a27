import { randomInt } from 'node:crypto'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkTape } from './edit-tape.js'
import { onLine, type RenderError } from './errors.js'
import { type ExcerptOrder, excerptOrder } from './excerpt-order.js'
import { placeExtension } from './extension.js'
import type { Jobs } from './job.js'
import { jobsOf } from './jobs-of-piece.js'
import { earlierLegs, withEarlier } from './legs.js'
import { loopModel } from './loop/model.js'
import { checkClip, type MaterialOrder } from './material-order.js'
import type { Model } from './model.js'
import { checkModelCalls } from './model-calls.js'

/**
 * How jobs are prepared: `seed` is that of recipes without one, chosen at random unless it is given; a recording that
 * does not fit into `availableMemory`, bytes, is not read.
 */
export interface PrepareOptions {
  readonly seed?: number
  readonly signal?: AbortSignal
  readonly availableMemory?: number
}

type Excerpts = RNEA.ReadonlyNonEmptyArray<ExcerptOrder>

/** A part of the run of an order that comes before its last. */
interface EarlierOrder {
  readonly excerpt: ExcerptOrder
  readonly until: number
  /** Of which of the orders. */
  readonly place: number
}

/** The parts of runs that come before their last, but for those that are done; each works on what its order does. */
const earlierOrders = (
  orders: RNEA.ReadonlyNonEmptyArray<MaterialOrder>,
  excerpts: Excerpts,
): readonly EarlierOrder[] =>
  excerpts.flatMap(({ order, whole }, place) =>
    earlierLegs(order.recipe)
      .filter(({ until }) => until > (orders[place]?.done ?? 0))
      .map(({ recipe, until }) => ({ excerpt: { order: { ...order, recipe, count: 1 }, whole }, until, place })),
  )

/** The line of what is asked for, where what is wrong is in an earlier part of its run. */
const onOrder =
  (earlier: readonly EarlierOrder[], count: number) =>
  (error: RenderError): RenderError => {
    if (error._tag !== 'BadRecipe' || error.line === undefined) return error
    const part = earlier[error.line - count]
    return part === undefined ? error : { ...error, line: part.place }
  }

/**
 * Makes the plans of recipes, one job for each item of each batch. Nothing is loaded into the model yet. Errors: what
 * the model, the schedule, the plan or the noise refuse, naming fields.
 */
export const prepare =
  (
    port: Model,
    orders: RNEA.ReadonlyNonEmptyArray<MaterialOrder>,
    {
      seed = randomInt(2 ** 32),
      signal = new AbortController().signal,
      availableMemory = Infinity,
    }: PrepareOptions = {},
  ): TE.TaskEither<RenderError, Jobs> =>
  async () => {
    const model = loopModel(port)
    const given = pipe(
      orders,
      E.traverseReadonlyNonEmptyArrayWithIndex((place, order: MaterialOrder) =>
        pipe(checkClip(model, order), E.mapLeft(onLine(place, orders.length))),
      ),
    )
    if (E.isLeft(given)) return given
    const excerpts = await pipe(
      orders,
      TE.traverseReadonlyNonEmptyArrayWithIndexSeq((place, order: MaterialOrder) =>
        pipe(
          TE.fromEither(placeExtension(order)),
          TE.flatMap((placed) => excerptOrder(model, placed, availableMemory)),
          TE.mapLeft(onLine(place, orders.length)),
        ),
      ),
    )()
    if (E.isLeft(excerpts)) return excerpts
    const earlier = earlierOrders(orders, excerpts.right)
    const all: Excerpts = RNEA.concat(earlier.map(({ excerpt }) => excerpt))(excerpts.right)
    return pipe(
      await jobsOfAll(model, all, seed, signal)(),
      E.mapLeft(onOrder(earlier, orders.length)),
      E.flatMap(({ each, open }) => {
        const parts = RNEA.zip(all, each)
          .slice(orders.length)
          .flatMap(([, jobs], i) => earlier.slice(i, i + 1).map(({ until, place }) => ({ jobs, until, place })))
        return pipe(
          RNEA.zip(orders, each),
          E.traverseReadonlyNonEmptyArrayWithIndex((place, [, jobs]) =>
            pipe(
              jobs,
              withEarlier(parts.filter((part) => part.place === place)),
              E.mapLeft(onLine(place, orders.length)),
            ),
          ),
          E.map((own): Jobs => ({ each: RNEA.flatten(own), open })),
        )
      }),
    )
  }

/** The jobs of every order, by its place, checked. */
const jobsOfAll =
  (
    model: Model,
    excerpts: Excerpts,
    seed: number,
    signal: AbortSignal,
  ): TE.TaskEither<
    RenderError,
    { readonly each: RNEA.ReadonlyNonEmptyArray<Jobs['each']>; readonly open: Jobs['open'] }
  > =>
  async () => {
    const pieces = await model.prepare(RNEA.map(({ order }: ExcerptOrder) => order)(excerpts), signal)()
    if (E.isLeft(pieces)) return pieces
    const each = pipe(
      RNEA.zip(excerpts, pieces.right.each),
      E.traverseReadonlyNonEmptyArrayWithIndex((place, [of, piece]) =>
        pipe(jobsOf(of, piece, place, seed), E.mapLeft(onLine(place, excerpts.length))),
      ),
    )
    if (E.isLeft(each)) return each
    const called = await pipe(
      each.right,
      TE.traverseReadonlyNonEmptyArrayWithIndexSeq((place, [first]) =>
        pipe(
          checkModelCalls(first),
          TE.flatMap(() => checkTape(first)),
          TE.mapLeft(onLine(place, excerpts.length)),
        ),
      ),
    )()
    return E.isLeft(called) ? called : E.right({ each: each.right, open: pieces.right.open })
  }
