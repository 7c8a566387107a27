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
export const embedded = 'exemplar'

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
  model: embedded,
  more: {},
}

/** The shortest stretch that is taken for one, in seconds: what is shorter was a click. */
export const shortest = 0.02

/** How much is new behind the end. */
export const afterOf = ({ task, knobs }: Request): number => (task === 'extend' ? knobs.extend : 0)

/** A knob turned. */
export const withKnob = (request: Request, value: number): Request => ({
  ...request,
  knobs: { ...request.knobs, [request.task]: value },
})

const rounded = (seconds: number): number => Math.round(1000 * seconds) / 1000

/** Stretches in order, inside the recording, those that touch made one. */
const inOrder = (stretches: readonly Stretch[], seconds: number): readonly Stretch[] =>
  stretches
    .map(({ from, to }) => ({ from: rounded(Math.max(0, from)), to: rounded(Math.min(seconds, to)) }))
    .filter(({ from, to }) => to - from >= shortest)
    .toSorted((one, other) => one.from - other.from)
    .reduce<readonly Stretch[]>((done, next) => {
      const last = done.at(-1)
      return last !== undefined && next.from <= last.to
        ? [...done.slice(0, -1), { from: last.from, to: Math.max(last.to, next.to) }]
        : [...done, next]
    }, [])

/**
 * Stretches that were dragged over a recording of so many seconds. One that goes past its end, or begins before its
 * beginning, asks for more recording: the task becomes to extend it, by so much.
 */
export const withRegions = (request: Request, dragged: readonly Stretch[], seconds: number): Request => {
  const after = Math.max(0, ...dragged.map(({ to }) => to - seconds))
  const before = Math.max(0, ...dragged.map(({ from }) => -from))
  if (Math.max(after, before) >= shortest)
    return {
      ...request,
      task: 'extend',
      before: rounded(before),
      knobs: { ...request.knobs, extend: rounded(after) },
      regions: inOrder(
        dragged.filter(({ from, to }) => from >= 0 && to <= seconds),
        seconds,
      ),
    }
  return { ...request, regions: inOrder(dragged, seconds) }
}
