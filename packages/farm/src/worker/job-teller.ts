import type { task as T } from 'fp-ts'
import type { Engine } from '../engine/engine.js'
import type { JobEvent } from '../job/job-event.js'
import type { Clock } from './clock.js'

/** An event as a worker tells it; which it is, of which job and when is added. */
export type EventBody = JobEvent extends infer Event
  ? Event extends JobEvent
    ? Omit<Event, 'id' | 'job' | 'at'>
    : never
  : never

/** Milliseconds from one preview that is told of to the next. */
export const previewEvery = 1000

/** Steps are told of ten times a second at the most, previews once: more is not seen, and a farm has many workers. */
const least: Readonly<Partial<Record<JobEvent['_tag'], number>>> = { Step: 100, Preview: previewEvery }

/** The longest picture, in letters of base64. */
const longestPicture = 65_536

/** Publishes the events of one job, in their order. */
export interface JobTeller {
  /** Never waits. What comes too soon after its like is left out, and what waits gives way to a newer one of its kind. */
  readonly tell: (body: EventBody) => void
  /** Resolves when all is published or has failed. */
  readonly told: T.Task<void>
}

/** See `JobTeller`. `idOf` gives every event an id of its own. An event that the engine does not take is lost. */
export const jobTeller = (
  job: string,
  { publish }: Pick<Engine, 'publish'>,
  { now }: Pick<Clock, 'now'>,
  idOf: () => string,
): JobTeller => {
  const last = new Map<string, number>()
  let queue: readonly JobEvent[] = []
  let pump: Promise<void> | null = null
  const isTooSoon = ({ _tag }: EventBody, at: number): boolean => {
    const since = at - (last.get(_tag) ?? -Infinity)
    // a clock that jumped back says nothing
    return since >= 0 && since < (least[_tag] ?? 0)
  }
  const isLastStep = (body: EventBody): boolean => body._tag === 'Step' && body.done === body.steps
  const publishAll = async (): Promise<void> => {
    for (let [event] = queue; event !== undefined; [event] = queue) {
      queue = queue.slice(1)
      await publish(event)()
    }
    pump = null
  }
  return {
    tell: (body) => {
      const at = now()
      if (body._tag === 'Preview' && body.picture.length > longestPicture) return
      if (isTooSoon(body, at) && !isLastStep(body)) return
      last.set(body._tag, at)
      queue = [...queue.filter(({ _tag }) => _tag !== body._tag), { ...body, id: idOf(), job, at }]
      pump ??= publishAll()
    },
    told: () => pump ?? Promise.resolve(),
  }
}
