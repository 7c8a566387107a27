import { randomInt } from 'node:crypto'
import { type ForkFields, forkRecipe, type Recipe } from '@sigmastream/pipeline'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import type { ForkRequest, StopRequest } from '../api/changes.js'
import type { Render } from '../api/render.js'
import { askedRecipe } from './render-id.js'
import type { AddedRender, Room } from './room.js'
import { stoppedRecipe } from './stopped-recipe.js'

type AddedOrFault = Promise<E.Either<Fault, AddedRender>>

/** Renders a recipe. */
export const addRecipe = (room: Room, recipe: Recipe): AddedOrFault => room.add(askedRecipe(recipe))

const renderAt = (room: Room, id: string): E.Either<Fault, Render> =>
  E.fromNullable(fault('no-such-render', `there is no render ${id}`, 'give one of GET /v1/renders'))(room.get(id))

const whole = ({ whole: recipe }: Render): E.Either<Fault, Recipe> =>
  E.fromNullable(fault('not-prepared', 'the render was not begun yet', 'wait until it is prepared'))(recipe)

/** A seed where another is wanted and none was given: of a fork that changes nothing else. */
const withSeed = (changes: ForkFields): ForkFields =>
  Object.keys(changes).length === 0 ? { seed: randomInt(2 ** 32) } : changes

/** A render that goes on otherwise from a step of another. */
export const forkRender = async (room: Room, id: string, { at, ...asked }: ForkRequest): AddedOrFault => {
  const of = renderAt(room, id)
  if (E.isLeft(of)) return of
  const recipe = whole(of.right)
  if (E.isLeft(recipe)) return recipe
  const { steps } = of.right
  if (steps !== null && at >= steps)
    return E.left(fault('over', `after ${at} steps it is over`, `give a step from 1 to ${Math.max(1, steps - 1)}`))
  const changes = withSeed(asked)
  return room.add(
    askedRecipe(forkRecipe(recipe.right, at, changes)),
    { id, at },
    { folder: room.files(id).frames, at, changes },
  )
}

/**
 * Whether a run that ends earlier is another from its first step on: brownian noise depends on the whole range of levels, and
 * so does the noise that an edit takes from its clip. Such a run is made from its start.
 */
const isMadeAnew = ({ noise, command }: Recipe): boolean => noise === 'brownian' || command === 'edit'

/** A render that ends where another is, or was: one that runs is cancelled. */
export const stopRender = async (room: Room, id: string, { at }: StopRequest): AddedOrFault => {
  const of = renderAt(room, id)
  if (E.isLeft(of)) return of
  const recipe = whole(of.right)
  if (E.isLeft(recipe)) return recipe
  const { done, steps, state } = of.right
  const until = at ?? done
  if (until < 1) return E.left(fault('not-begun', 'no step of it is done', 'wait for the first, or cancel it'))
  const prepared = room.schedule(id) ?? []
  const stopped = stoppedRecipe(recipe.right, prepared, steps, until)
  if (E.isLeft(stopped)) return stopped
  const from = isMadeAnew(recipe.right) ? null : { folder: room.files(id).frames, at: until, changes: null }
  const added = await room.add(askedRecipe(stopped.right), { id, at: until }, from)
  if (E.isRight(added) && (state === 'running' || state === 'paused' || state === 'waiting')) await room.remove(id)
  return added
}
