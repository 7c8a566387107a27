import { hash, nullable, oneOf, Recipe, wholeNumber, withAbout } from '@sigmastream/pipeline/recipe'
import { Fault, ResultFile } from '@sigmastream/render-thread/wire'
import * as t from 'io-ts'

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

/** The render that another goes on from, and after how many steps of it. */
export const Parent = t.type(
  withAbout(
    { id: hash, at: wholeNumber(1) },
    {
      id: 'the render that this one goes on from',
      at: 'after how many steps of it',
    },
  ),
)

/** See the codec of the same name. */
export type Parent = Readonly<t.TypeOf<typeof Parent>>

/**
 * A render. `recipe` is what was asked for, its seed filled in: posted again, it is answered with the same render.
 * `whole` is the same with nothing left open, once the render is prepared. `place` is how many are before it while it
 * waits. `steps` is how many there will be, `null` before that is known and where the solver chooses them; `done` how many
 * are. `created` is an ISO 8601 time.
 */
export const Render = t.type(
  withAbout(
    {
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
    },
    {
      id: 'the SHA-256 of its recipe',
      recipe: 'what was asked for, its seed filled in: sent again, it is answered with this render',
      whole: 'the same with nothing left open, once it is prepared',
      state: 'where it is: it is over when it is done, failed or cancelled',
      place: 'how many are before it, while it waits',
      steps: 'how many steps there will be, once that is known',
      done: 'how many steps are done',
      secondsLeft: 'how long it will still take, while it runs',
      notes: 'what is to be known of it',
      error: 'why it failed, or what keeps it from being made now',
      result: 'the file that it made, once it is done',
      parent: 'the render that it goes on from, of a fork',
      created: 'when it was asked for, an ISO 8601 time',
    },
  ),
)

/** See the codec of the same name. */
export type Render = Readonly<t.TypeOf<typeof Render>>

/** All renders, the newest first. */
export const RenderList = t.type(
  withAbout(
    { renders: t.readonlyArray(Render) },
    {
      renders: 'all renders, the newest first',
    },
  ),
)

/** After how many steps frames are kept, the fewest first: `/frames/:i` takes one of these. */
export const FrameList = t.type(
  withAbout(
    { frames: t.readonlyArray(wholeNumber(1)) },
    {
      frames: 'after how many steps frames are kept, the fewest first',
    },
  ),
)
