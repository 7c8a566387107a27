import { randomInt } from 'node:crypto'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkTape } from './edit-tape.js'
import { onLine, type RenderError } from './errors.js'
import { type ExcerptOrder, excerptOrder } from './excerpt-order.js'
import { placeExtension } from './extension.js'
import type { Jobs } from './job.js'
import { jobsOf } from './jobs-of-piece.js'
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

/**
 * Makes the plans of recipes, one job for each item of each batch. Nothing is loaded into the model yet. Errors: what
 * the model, the schedule, the plan or the noise refuse, naming fields.
 */
export const prepare =
  (
    model: Model,
    orders: RNEA.ReadonlyNonEmptyArray<MaterialOrder>,
    {
      seed = randomInt(2 ** 32),
      signal = new AbortController().signal,
      availableMemory = Infinity,
    }: PrepareOptions = {},
  ): TE.TaskEither<RenderError, Jobs> =>
  async () => {
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
    const pieces = await model.prepare(RNEA.map(({ order }: ExcerptOrder) => order)(excerpts.right), signal)()
    if (E.isLeft(pieces)) return pieces
    const each = pipe(
      RNEA.zip(excerpts.right, pieces.right.each),
      E.traverseReadonlyNonEmptyArrayWithIndex((place, [of, piece]) =>
        pipe(jobsOf(of, piece, place, seed), E.mapLeft(onLine(place, orders.length))),
      ),
    )
    if (E.isLeft(each)) return each
    const called = await pipe(
      each.right,
      TE.traverseReadonlyNonEmptyArrayWithIndexSeq((place, [first]) =>
        pipe(
          checkModelCalls(first),
          TE.flatMap(() => checkTape(first)),
          TE.mapLeft(onLine(place, orders.length)),
        ),
      ),
    )()
    return E.isLeft(called) ? called : E.right({ each: RNEA.flatten(each.right), open: pieces.right.open })
  }
