import type { RenderEvent } from '../api/events.js'
import { renderEvents } from '../api/events.js'
import type { EventLog } from '../room/event-log.js'

/** Milliseconds after which a reader that has heard nothing is told that the server is still there. */
const heartbeat = 15_000

const dataOf = (event: RenderEvent): unknown => {
  switch (event.event) {
    case 'state':
      return renderEvents.state.encode(event.data)
    case 'prepared':
      return renderEvents.prepared.encode(event.data)
    case 'step':
      return renderEvents.step.encode(event.data)
    case 'preview':
      return renderEvents.preview.encode(event.data)
    case 'done':
      return renderEvents.done.encode(event.data)
    case 'failed':
      return renderEvents.failed.encode(event.data)
    case 'cancelled':
      return renderEvents.cancelled.encode(event.data)
  }
}

/**
 * The events of a log after an id, as server-sent events. It is pulled: nothing is held for a reader but what it is being
 * given, so one that reads slowly costs nothing. It ends where the log does.
 */
export const eventStream = (log: EventLog, after: number, every = heartbeat): ReadableStream<Uint8Array> => {
  const text = new TextEncoder()
  let last = after
  let wake: () => void = () => undefined
  const unwatch = log.watch(() => wake())
  const untilNews = (): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), every)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        for (;;) {
          const next = log.after(last)
          if (next !== null) {
            last = next.id
            const data = JSON.stringify(dataOf(next.event))
            controller.enqueue(text.encode(`id: ${next.id}\nevent: ${next.event.event}\ndata: ${data}\n\n`))
            return
          }
          if (log.isOver()) {
            unwatch()
            controller.close()
            return
          }
          if (!(await untilNews())) {
            controller.enqueue(text.encode(': still here\n\n'))
            return
          }
        }
      },
      cancel: () => {
        unwatch()
        wake()
      },
    },
    { highWaterMark: 0 },
  )
}
