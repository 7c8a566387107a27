import { nullable, wholeNumber, withAbout } from '@sigmastream/pipeline/recipe'
import { Fault, PreparedEvent, ResultFile, StepEvent } from '@sigmastream/render-thread/wire'
import * as t from 'io-ts'
import { RenderState } from './render.js'

/**
 * Where a render is from now on; `place` is how many are before it while it waits, `error` why it failed, or what keeps it
 * from being made now.
 */
const StateEvent = t.type(
  withAbout(
    { state: RenderState, place: nullable(wholeNumber(0)), error: t.union([Fault, t.null]) },
    {
      state: 'where the render is',
      place: 'how many are before it, while it waits',
      error: 'why it failed, or what keeps it from being made now',
    },
  ),
)

/** What the estimate after a step sounds like lies at `href`. */
const PreviewEvent = t.type(
  withAbout(
    { index: wholeNumber(0), href: t.string },
    {
      index: 'after which step, counted from 0',
      href: 'where the sound is',
    },
  ),
)

/** It is done. */
const DoneEvent = t.type(
  withAbout(
    { result: ResultFile },
    {
      result: 'the file that was made',
    },
  ),
)

/** It failed. */
const FailedEvent = t.type(
  withAbout(
    { error: Fault },
    {
      error: 'why it failed',
    },
  ),
)

/** It was cancelled. */
const CancelledEvent = t.type({})

/** What the data of each event is, by its name. The last three end the stream. */
export const renderEvents = {
  state: StateEvent,
  prepared: PreparedEvent,
  step: StepEvent,
  preview: PreviewEvent,
  done: DoneEvent,
  failed: FailedEvent,
  cancelled: CancelledEvent,
}

/** The name of an event. */
export type RenderEventName = keyof typeof renderEvents

/** An event by its name. */
export type RenderEvent = {
  readonly [Name in RenderEventName]: {
    readonly event: Name
    readonly data: Readonly<t.TypeOf<(typeof renderEvents)[Name]>>
  }
}[RenderEventName]
