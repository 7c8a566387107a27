import { forkFields, numberWith, wholeNumber } from '@sigmastream/pipeline/recipe'
import { Fault } from '@sigmastream/render-thread/wire'
import * as t from 'io-ts'
import { Render, RenderState } from './render.js'

const pace = numberWith('a number of seconds from 0 to 60', { type: 'number', minimum: 0, maximum: 60 })

/**
 * What the page says to a render that runs, over its WebSocket: it waits after the step under way, goes on, takes at least
 * so long from step to step, ends here, or another goes on from a step of it.
 */
export const LiveRequest = t.union([
  t.type({ type: t.literal('pause') }),
  t.type({ type: t.literal('resume') }),
  t.type({ type: t.literal('pace'), seconds: pace }),
  t.intersection([t.type({ type: t.literal('stop') }), t.partial({ at: wholeNumber(1) })]),
  t.intersection([t.type({ type: t.literal('fork'), at: wholeNumber(1) }), t.partial(forkFields)]),
])

/** See the codec of the same name. */
export type LiveRequest = Readonly<t.TypeOf<typeof LiveRequest>>

/**
 * What the server says there as text: the state of the render, the new render that a `stop` or a `fork` made, or what is
 * wrong with what was said.
 */
export const LiveAnswer = t.union([
  t.type({ type: t.literal('state'), state: RenderState }),
  t.type({ type: t.literal('render'), render: Render }),
  t.type({ type: t.literal('error'), error: Fault }),
])

/** See the codec of the same name. */
export type LiveAnswer = Readonly<t.TypeOf<typeof LiveAnswer>>

/**
 * How a binary message begins: this as JSON, on one line. Behind it comes the preview of the step, `bytes` of a WAV file.
 */
export const PreviewHeader = t.type({ type: t.literal('preview'), index: wholeNumber(0), bytes: wholeNumber(0) })
