import type { JobPlace } from '../../job/job.js'
import type { JobEvent } from '../../job/job-event.js'
import type { WorkerCard } from '../worker-card.js'
import { type Clock, machineClock } from './clock.js'
import { type Newest, note, untold } from './newest.js'
import { get, type OrderedMap, remove, set, values } from './ordered-map.js'
import { emptyState, type MemoryState } from './state.js'
import type { Effect, Turn } from './turn.js'
import { lapse, nextLoss, settle } from './turns.js'

/** How an engine in memory keeps time. */
export interface MemoryOptions {
  readonly clock: Clock
  /** Milliseconds after which a lease is lost that nobody renews. */
  readonly leaseTime: number
  /** Milliseconds of silence after which a worker counts as gone. */
  readonly silence: number
}

const usual: MemoryOptions = { clock: machineClock, leaseTime: 30_000, silence: 30_000 }

/** The newest events of so many jobs are remembered, for those who come late. */
const mostRemembered = 20_000

/** Who has a part in a memory: what happens is handed to everyone. */
export interface Part {
  readonly on: (effect: Effect) => void
  readonly tell: (event: JobEvent) => void
  /** Nothing waits and nothing runs. */
  readonly onDrained: () => void
}

/** What engines in one process share, as processes share a server. */
export interface Memory {
  readonly state: () => MemoryState
  /** Asks the state one question, takes over what it became, and hands out what is to be done besides. */
  readonly ask: <A>(question: (state: MemoryState) => Turn<A>) => A
  readonly publish: (event: JobEvent) => void
  readonly newestOf: (job: string) => JobEvent | undefined
  readonly announce: (card: WorkerCard) => void
  readonly leave: (worker: string) => void
  readonly workers: () => readonly WorkerCard[]
  /** From now on the lease of a job is not renewed, as where its worker is killed or stands still. */
  readonly abandon: (place: JobPlace) => void
  /** Takes part, until what it gives back is called. */
  readonly join: (part: Part) => () => void
}

/** An empty memory. */
export const openMemory = (options: Partial<MemoryOptions> = {}): Memory => {
  const { clock, leaseTime, silence } = { ...usual, ...options }
  const parts = new Set<Part>()
  let state = emptyState
  let newest: Newest = untold
  let cards: OrderedMap<string, { readonly card: WorkerCard; readonly heard: number }> = null
  let stopTimer = (): void => undefined

  const ask: Memory['ask'] = (question) => {
    const { state: after, answer, effects } = question(state)
    state = after
    for (const part of parts) {
      for (const effect of effects) part.on(effect)
      if (state.unfinished === 0) part.onDrained()
    }
    return answer
  }

  /** One timer, for the next lease that is lost; as long as everyone renews there is none. */
  const watch = (): void => {
    stopTimer()
    const next = nextLoss(state)
    if (next === null) return
    stopTimer = clock.after(Math.max(0, next - clock.now()), () => {
      ask((before) => settle(before, clock.now()))
      watch()
    })
  }

  const isThere = ({ heard }: { readonly heard: number }): boolean => clock.now() - heard < silence

  return {
    state: () => state,
    ask,
    publish: (event) => {
      newest = note(newest, event, mostRemembered)
      for (const part of parts) part.tell(event)
    },
    newestOf: (job) => get(newest.byJob, job)?.event,
    announce: (card) => {
      for (const one of values(cards)) if (!isThere(one)) cards = remove(cards, one.card.id)
      cards = set(cards, card.id, { card, heard: clock.now() })
    },
    leave: (worker) => void (cards = remove(cards, worker)),
    workers: () =>
      values(cards)
        .filter(isThere)
        .map(({ card }) => card),
    abandon: (place) => {
      state = lapse(state, place, clock.now() + leaseTime)
      watch()
    },
    join: (part) => {
      parts.add(part)
      return () => void parts.delete(part)
    },
  }
}
