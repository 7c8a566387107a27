import { setTimeout as delay } from 'node:timers/promises'
import type { WorkThread } from '@sigmastream/render-thread'
import { type Fault, PreparedRender } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import { type PlacedRecipe, type Shelf, toldRecipe } from './material-of.js'

/** Looks whether a recipe can be made of what it works on, before it is queued. Errors: what was refused. */
export type CheckRecipe = (placed: PlacedRecipe) => Promise<E.Either<Fault, void>>

/**
 * Milliseconds that a check may take. Short recordings take a fraction of it. Where it is not done by then, or the thread is busy
 * with something else, the recipe is queued, and is refused when its turn comes.
 */
const mostTime = 3000

/** Whether a fault is one of the recipe: made later it would be the same. */
const isRefusal = ({ code }: Fault): boolean => code === 'bad-recipe' || code === 'render-failed'

/** A check on the thread of errands, which loads no weights and takes at most so many milliseconds. */
export const checkOn =
  (errands: Pick<WorkThread, 'run'>, shelf: Pick<Shelf, 'models'>, most: number = mostTime) =>
  async ({ recipe, material }: PlacedRecipe): Promise<E.Either<Fault, void>> => {
    const late = new AbortController()
    const over = new AbortController()
    const errand = { _tag: 'Check' as const, recipe: toldRecipe(shelf, recipe), material }
    const checked = await Promise.race([
      errands.run(errand, PreparedRender, undefined, late.signal),
      delay(most, null, { ref: false, signal: over.signal }).catch(() => null),
    ])
    over.abort()
    late.abort()
    return checked !== null && E.isLeft(checked) && isRefusal(checked.left) ? checked : E.right(undefined)
  }
