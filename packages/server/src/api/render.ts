import { hash, nullable, oneOf, Recipe, wholeNumber } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import { Fault } from './fault.js'

/** Where a render is. It is over when it is done, failed or cancelled. */
export const RenderState = oneOf({
  waiting: null,
  running: null,
  paused: null,
  done: null,
  failed: null,
  cancelled: null,
})

/** See the codec of the same name. */
export type RenderState = t.TypeOf<typeof RenderState>

/** The file that a render made: `name` to save it under, `format` the container. */
export const ResultFile = t.type({
  name: t.string,
  bytes: t.number,
  seconds: t.number,
  sampleRate: t.number,
  channels: t.number,
  format: t.string,
})

/** See the codec of the same name. */
export type ResultFile = Readonly<t.TypeOf<typeof ResultFile>>

/** The render that another goes on from, and after how many steps of it. */
export const Parent = t.type({ id: hash, at: wholeNumber(1) })

/** See the codec of the same name. */
export type Parent = Readonly<t.TypeOf<typeof Parent>>

/**
 * A render. `recipe` is what was asked for, its seed filled in: posted again, it is answered with the same render.
 * `whole` is the same with nothing left open, once the render is prepared. `place` is how many are before it while it
 * waits. `steps` is how many there will be, `null` before that is known and where the solver chooses them; `done` how many
 * are. `created` is an ISO 8601 time.
 */
export const Render = t.type({
  id: hash,
  recipe: Recipe,
  whole: t.union([Recipe, t.null]),
  state: RenderState,
  place: nullable(wholeNumber(0)),
  steps: nullable(wholeNumber(0)),
  done: wholeNumber(0),
  secondsLeft: t.union([t.number, t.null]),
  notes: t.readonlyArray(t.string),
  error: t.union([Fault, t.null]),
  result: t.union([ResultFile, t.null]),
  parent: t.union([Parent, t.null]),
  created: t.string,
})

/** See the codec of the same name. */
export type Render = Readonly<t.TypeOf<typeof Render>>

/** All renders, the newest first. */
export const RenderList = t.type({ renders: t.readonlyArray(Render) })

/** After how many steps frames are kept, the fewest first: `/frames/:i` takes one of these. */
export const FrameList = t.type({ frames: t.readonlyArray(wholeNumber(1)) })
