import type { LiveRequest, Render } from '@sigmastream/server/api'
import { option as O } from 'fp-ts'
import { type Ask, type RecipeJson, resultPath } from '../api/api.js'
import { recipeOf, requestOf, samplerToFork, withSeed } from '../state/recipe.js'
import { isOver, type Take } from '../state/takes.js'
import type { Room } from './room.js'

const add = async ({ act, attempt }: Room, asked: Ask<Render>): Promise<void> => {
  const render = await attempt(asked)
  if (O.isSome(render)) act({ _tag: 'Made', render: render.value })
}

/** Makes a take of what is asked for. */
export const make = (room: Room): Promise<void> => {
  const { request, sound } = room.studio.value.desk.now
  return add(room, room.api.addRender(recipeOf(request, sound)))
}

/** Puts what a take was made of back on the desk, its seed too, and makes it where it is not there. */
export const makeAgain = async (room: Room, { render }: Take): Promise<void> => {
  room.act({ _tag: 'Asked', request: requestOf(render.recipe) })
  await add(room, room.api.addRender(render.recipe))
}

const seedless = (recipe: Render['recipe']): RecipeJson => withSeed(recipe, null)

/** Another take of the same, by another seed. */
export const makeAnother = (room: Room, { render }: Take): Promise<void> =>
  add(room, room.api.addRender(seedless(render.recipe)))

/** How much of a take is kept where more like it is asked for: its outline is there, and its detail open. */
const likeness = 0.4

/** After how many steps a take that is like another leaves it. */
const leavingStep = (steps: number): number => Math.max(1, Math.min(steps - 1, Math.round(likeness * steps)))

/** A take that leaves another after so many steps. */
export const forkAt = (room: Room, { render }: Take, at: number): Promise<void> => {
  const sampler = samplerToFork(render, room.studio.value.noisySamplers)
  return add(room, room.api.fork(render.id, { at, seed: room.drawSeed(), ...(sampler === null ? {} : { sampler }) }))
}

/** A take that goes the way of another for a while, and then its own. */
export const makeMoreLike = (room: Room, take: Take): Promise<void> =>
  forkAt(room, take, leavingStep(take.render.steps ?? 2))

/** Ends a take with what there is, after so many steps, or where it stands. */
export const stopHere = (room: Room, id: string, at: number | null): Promise<void> =>
  add(room, room.api.stop(id, at === null ? {} : { at }))

const steer = ({ say, act }: Room, { render }: Take, request: LiveRequest): void => {
  say(render.id, request).subscribe({
    next: (fault) => act({ _tag: 'Wrong', problem: { _tag: 'Refusal', status: 409, fault } }),
    error: () => act({ _tag: 'Wrong', problem: { _tag: 'Unreachable' } }),
  })
}

/** Holds a take that is being made, or lets it go on. */
export const pauseOrGoOn = (room: Room, take: Take): void =>
  steer(room, take, { type: take.render.state === 'paused' ? 'resume' : 'pause' })

/** Lets each step of a take that is being made take so many seconds at least, so that its steps can be heard one by one. */
export const setPace = (room: Room, take: Take, seconds: number): void => steer(room, take, { type: 'pace', seconds })

/** Ends the making of a take; one that is over is removed for good. */
export const removeTake = async ({ api, act, attempt }: Room, { render }: Take): Promise<void> => {
  const removed = await attempt(api.removeRender(render.id))
  if (O.isSome(removed) && isOver(render)) act({ _tag: 'Removed', id: render.id })
}

/** What a take made becomes the recording, so that one can go on from there. */
export const goOnWith = async (room: Room, { render }: Take): Promise<void> => {
  const bytes = await room.attempt(room.api.bytes(resultPath(render.id)))
  if (O.isNone(bytes) || render.result === null) return
  const added = await room.attempt(room.api.addSound(render.result.name, new Blob([bytes.value])))
  if (O.isSome(added)) room.act({ _tag: 'Opened', sound: added.value, request: null })
}
