import type { RenderEvent } from '../api/events.js'

/** An event with its number: the ids of a render only grow, over restarts too. */
export interface LoggedEvent {
  readonly id: number
  readonly event: RenderEvent
}

/**
 * What happened to a render, for however many readers: they read from it where they are, and none is written to, so a
 * slow one costs nothing and holds nothing up.
 */
export interface EventLog {
  readonly add: (event: RenderEvent) => void
  /** The next event after that id, for one who has read up to there; `null` where there is none yet. */
  readonly after: (id: number) => LoggedEvent | null
  readonly isOver: () => boolean
  /** Calls at every new event, until what it gives back is called. */
  readonly watch: (call: (event: RenderEvent) => void) => () => void
}

/** So many events are kept: those of the longest schedule, and more. */
const most = 20_000

/** Who is so far behind is slow, and gets no more previews than the newest. */
const patience = 256

/** Ids of one life of a render; the next has those of the next million. */
const perLife = 1_000_000

/** An empty log of one life of a render. */
export const eventLog = (life: number): EventLog => {
  const events: LoggedEvent[] = []
  const watching = new Set<(event: RenderEvent) => void>()
  let last = life * perLife
  let newestPreview = 0
  let over = false
  /** The place of the first event after an id. */
  const placeAfter = (id: number): number => {
    let [low, high] = [0, events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((events[middle]?.id ?? Infinity) <= id) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    add: (event) => {
      if (over) return
      last += 1
      events.push({ id: last, event })
      if (event.event === 'preview') newestPreview = last
      over = event.event === 'done' || event.event === 'failed' || event.event === 'cancelled'
      if (events.length > most)
        events.splice(
          events.findIndex((one) => one.event.event !== 'prepared'),
          1,
        )
      for (const call of watching) call(event)
    },
    after: (id) => {
      // whoever has read further than this log goes has read another
      let at = placeAfter(id > last ? 0 : id)
      if (events.length - at > patience)
        while (events[at]?.event.event === 'preview' && events[at]?.id !== newestPreview) at += 1
      return events[at] ?? null
    },
    isOver: () => over,
    watch: (call) => {
      watching.add(call)
      return () => void watching.delete(call)
    },
  }
}
