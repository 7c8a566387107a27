import { renderEvents as of, type RenderEventName } from '@sigmastream/server/api'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { Observable, retry, timer } from 'rxjs'
import { jsonOf } from './json.js'

const withNumber = <Name extends RenderEventName, Data extends t.Mixed>(event: Name, data: Data) =>
  t.type({ event: t.literal(event), id: t.number, data })

/** An event of a render, with its number: those of a render rise. */
export const NumberedEvent = t.union([
  withNumber('state', of.state),
  withNumber('prepared', of.prepared),
  withNumber('step', of.step),
  withNumber('preview', of.preview),
  withNumber('done', of.done),
  withNumber('failed', of.failed),
  withNumber('cancelled', of.cancelled),
])

/** See the codec of the same name. */
export type NumberedEvent = Readonly<t.TypeOf<typeof NumberedEvent>>

/** What is asked of an `EventSource`: a test gives another. */
export interface EventLine {
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void
  close(): void
  readonly readyState: number
}

/** Opens a stream of events at an address. */
export type OpenEvents = (path: string) => EventLine

/** How long to wait before a stream that was closed is opened again, in milliseconds. */
const patience = 1500

/** The state of an `EventSource` that will not connect again by itself. */
const gaveUp = 2

/** Whether an event is the last of a render. */
export const isLast = ({ event }: NumberedEvent): boolean =>
  event === 'done' || event === 'failed' || event === 'cancelled'

const once = (open: OpenEvents, path: string): Observable<NumberedEvent> =>
  new Observable((reader) => {
    const line = open(path)
    for (const event of Object.keys(of))
      line.addEventListener(event, ({ data, lastEventId }) => {
        const decoded = NumberedEvent.decode({ event, id: Number(lastEventId), data: jsonOf(data) })
        if (E.isLeft(decoded)) return
        reader.next(decoded.right)
        if (isLast(decoded.right)) reader.complete()
      })
    line.addEventListener('error', () => {
      if (line.readyState === gaveUp) reader.error(new Error(`${path} was closed`))
    })
    return () => line.close()
  })

/**
 * The events of a render, from the first on, until it is over. A lost connection is taken up again: by the browser, which
 * says what it read last, or, where that gave up, from the beginning; whoever reads leaves out what they had.
 */
export const renderEventsOf = (open: OpenEvents, id: string): Observable<NumberedEvent> =>
  once(open, `/v1/renders/${id}/events`).pipe(retry({ delay: () => timer(patience) }))
