import * as t from 'io-ts'
import { type TaskName, usualKnobs } from './tasks.js'

/** A stretch of a recording, in seconds. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A sound whose style is taken: its id, and its name. */
export interface StyleSound {
  readonly id: string
  readonly name: string
}

/**
 * What a person asks for, before it is a recipe. `before` is how much an extension puts in front; `more` the fields of the
 * recipe that stand in the fold, as JSON, those that were not touched left out.
 */
export interface Request {
  readonly task: TaskName
  readonly regions: readonly Stretch[]
  readonly knobs: Readonly<Record<TaskName, number>>
  readonly before: number
  readonly prompt: string
  readonly negative: string
  readonly fromPrompt: string
  readonly style: readonly StyleSound[]
  readonly model: string
  readonly more: Readonly<Record<string, unknown>>
}

/** The embedded model, which learns from the recording. */
export const embeddedModel = 'exemplar'

/** What is asked for where nobody has said anything. */
export const usualRequest: Request = {
  task: 'inpaint',
  regions: [],
  knobs: usualKnobs,
  before: 0,
  prompt: '',
  negative: '',
  fromPrompt: '',
  style: [],
  model: embeddedModel,
  more: {},
}

/** A knob turned. */
export const withKnob = (request: Request, value: number): Request => ({
  ...request,
  knobs: { ...request.knobs, [request.task]: value },
})

/** Without what a fork was before: all of it is made as it is asked for now. */
export const withoutFork = (request: Request): Request => {
  const { earlier: _, ...more } = request.more
  return { ...request, more }
}

/** Another task; what a fork was before was of the one before. */
export const withTask = (request: Request, task: TaskName): Request =>
  task === request.task ? request : { ...withoutFork(request), task }

const ForkLegs = t.readonlyArray(t.type({ until: t.number }))

/** After how many steps a fork left what it was before; `null` of what is none. */
export const forkStep = ({ more }: Request): number | null =>
  ForkLegs.is(more['earlier']) ? (more['earlier'].at(-1)?.until ?? null) : null
