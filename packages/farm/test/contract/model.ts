/** What a job is in the model. */
export interface Modelled {
  readonly state: 'absent' | 'waiting' | 'running' | 'dead'
  readonly losses: number
  readonly isCancelled: boolean
}

/** One of two lanes. */
export type Side = 0 | 1

/** Those that wait in one lane: of a group any is next, where several were lost at once. */
type Line = readonly (readonly number[])[]

/** Jobs by their numbers, the lines of the two lanes, and the dead, the oldest first. */
export interface Model {
  jobs: ReadonlyMap<number, Modelled>
  lines: readonly [Line, Line]
  graves: readonly number[]
  lossesLeft: number
}

/** The lane that a job is in. */
export const sideOf = (number: number): Side => (number % 2 === 0 ? 0 : 1)

/** A job that is not there. */
export const nothing: Modelled = { state: 'absent', losses: 0, isCancelled: false }

/** An empty model. */
export const emptyModel = (lossesLeft: number): Model => ({ jobs: new Map(), lines: [[], []], graves: [], lossesLeft })

/** What a job is. */
export const modelled = (model: Model, number: number): Modelled => model.jobs.get(number) ?? nothing

/** A job becomes something else. */
export const put = (model: Model, number: number, change: Partial<Modelled>): void => {
  model.jobs = new Map([...model.jobs, [number, { ...modelled(model, number), ...change }]])
}

const setLine = (model: Model, side: Side, line: Line): void => {
  model.lines = side === 0 ? [line, model.lines[1]] : [model.lines[0], line]
}

/** Jobs wait before all others, in any order of their own. */
export const toFront = (model: Model, numbers: readonly number[]): void => {
  for (const side of [0, 1] as const) {
    const group = numbers.filter((number) => sideOf(number) === side)
    if (group.length > 0) setLine(model, side, [group, ...model.lines[side]])
  }
}

/** A job waits behind all others. */
export const toBack = (model: Model, number: number): void =>
  setLine(model, sideOf(number), [...model.lines[sideOf(number)], [number]])

/** A job does not wait any more. */
export const fromLine = (model: Model, number: number): void => {
  const rest = model.lines[sideOf(number)].map((group) => group.filter((other) => other !== number))
  setLine(
    model,
    sideOf(number),
    rest.filter((group) => group.length > 0),
  )
}

/** How many jobs of a lane wait, run and are dead. */
export const sizesOf = ({ jobs }: Model, side: Side): readonly number[] =>
  (['waiting', 'running', 'dead'] as const).map(
    (state) => [...jobs].filter(([number, one]) => sideOf(number) === side && one.state === state).length,
  )
