import type { Render } from '@sigmastream/server/api'
import type { NumberedEvent } from '../api/render-events.js'

/** What the estimate after a step sounds like, and where it lies. */
export interface Preview {
  readonly index: number
  readonly href: string
}

/** What runs: the chain of a step, and the noise levels. */
export interface Course {
  readonly chain: readonly string[]
  readonly sigmas: readonly number[]
  readonly notes: readonly string[]
}

/** A render, and what its events said of it. `part` is how much of it is done, from 0 to 1; `read` the last event's number. */
export interface Take {
  readonly render: Render
  readonly read: number
  readonly part: number
  readonly course: Course | null
  readonly previews: readonly Preview[]
}

const partOf = ({ state, steps, done }: Render): number =>
  state === 'done' ? 1 : steps === null || steps === 0 ? 0 : Math.min(1, done / steps)

/** A take of what the server says of a render. */
export const takeOf = (render: Render): Take => ({
  render,
  read: -1,
  part: partOf(render),
  course: null,
  previews: [],
})

/** Whether nothing more will happen to a render. */
export const isOver = ({ state }: Pick<Render, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled'

/** A take whose render is now as the server says; a render that was begun again has a life, and events, of its own. */
const withRender = (take: Take, render: Render): Take =>
  isOver(take.render) && !isOver(render)
    ? { ...takeOf(render), read: take.read }
    : { ...take, render, part: Math.max(take.part, partOf(render)) }

/** Takes after the server said what renders there are: what is not among them is gone. */
export const withRenders = (takes: readonly Take[], renders: readonly Render[]): readonly Take[] => {
  const known = new Map(takes.map((take) => [take.render.id, take]))
  return renders.map((render) => {
    const take = known.get(render.id)
    return take === undefined ? takeOf(render) : withRender(take, render)
  })
}

/** Takes with one render more, the newest, or as it is now. */
export const withOneRender = (takes: readonly Take[], render: Render): readonly Take[] =>
  takes.some((take) => take.render.id === render.id)
    ? takes.map((take) => (take.render.id === render.id ? withRender(take, render) : take))
    : [takeOf(render), ...takes]

const change = (take: Take, more: Partial<Render>, others: Partial<Take> = {}): Take => ({
  ...take,
  ...others,
  render: { ...take.render, ...more },
})

const courseOf = ({ chain, sigmas, notes }: Course): Course => ({ chain, sigmas, notes })

/** What the events of a render that is over still tell, when they are told again: how it went. */
const afterReplay = (take: Take, event: NumberedEvent): Take => {
  if (event.event === 'prepared') return { ...take, course: courseOf(event.data), previews: [] }
  return event.event === 'preview' ? { ...take, previews: [...take.previews, event.data] } : take
}

const afterEvent = (take: Take, event: NumberedEvent): Take => {
  if (isOver(take.render)) return afterReplay(take, event)
  switch (event.event) {
    case 'state': // that it is over, the last event says with what came of it
      return isOver(event.data) ? take : change(take, event.data)
    case 'prepared': {
      const { steps, notes } = event.data
      return change(take, { steps, notes }, { course: courseOf(event.data), part: 0, previews: [] })
    }
    case 'step': {
      const { index, done, secondsLeft } = event.data
      return change(take, { done: index + 1, secondsLeft }, { part: done })
    }
    case 'preview':
      return change(take, {}, { previews: [...take.previews, event.data] })
    case 'done':
      return change(take, { state: 'done', result: event.data.result, secondsLeft: 0 }, { part: 1 })
    case 'failed':
      return change(take, { state: 'failed', error: event.data.error, secondsLeft: null })
    case 'cancelled':
      return change(take, { state: 'cancelled', secondsLeft: null })
  }
}

/** Takes after an event of one of them; one that was read before changes nothing. */
export const withEvent = (takes: readonly Take[], id: string, event: NumberedEvent): readonly Take[] =>
  takes.map((take) =>
    take.render.id !== id || event.id <= take.read ? take : { ...afterEvent(take, event), read: event.id },
  )
