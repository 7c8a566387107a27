import { Observable, type Subscriber } from 'rxjs'
import type { JobEvent } from '../../job/job-event.js'

/** So many events wait for a reader; of more, it loses the oldest. */
export const mostUnread = 1024

/** Who listens, to all jobs or to one. */
export interface Readers {
  /** Hands an event to everyone whom it concerns, who reads it once who tells it is done. */
  readonly tell: (event: JobEvent) => void
  /** What is told from the subscription on, after `first` where there is one then. */
  readonly listen: (job: string | undefined, first: () => JobEvent | undefined) => Observable<JobEvent>
  /** Ends all that listen. */
  readonly end: () => void
}

type Reader = (event: JobEvent) => void

/** Reads later: events that come in one go are read after it, all but the oldest of too many. */
const readerOf = (subscriber: Subscriber<JobEvent>): Reader => {
  let unread: JobEvent[] = []
  const read = (): void => {
    const events = unread.slice(-mostUnread)
    unread = []
    for (const event of events) subscriber.next(event)
  }
  return (event) => {
    if (unread.length === 0) queueMicrotask(read)
    else if (unread.length >= 2 * mostUnread) unread = unread.slice(-mostUnread)
    unread.push(event)
  }
}

/** Nobody listens yet. */
export const openReaders = (): Readers => {
  const byJob = new Map<string | undefined, Set<Reader>>()
  const subscribers = new Set<Subscriber<JobEvent>>()
  let isOver = false
  return {
    // by the job: a thousand readers of a thousand jobs are not all asked at every event
    tell: (event) => {
      for (const job of [undefined, event.job]) for (const reader of byJob.get(job) ?? []) reader(event)
    },
    listen: (job, first) =>
      new Observable((subscriber) => {
        if (isOver) return subscriber.complete()
        const reader = readerOf(subscriber)
        const here = byJob.get(job) ?? new Set()
        byJob.set(job, here.add(reader))
        subscribers.add(subscriber)
        const newest = first()
        if (newest !== undefined) reader(newest)
        return () => {
          subscribers.delete(subscriber)
          here.delete(reader)
          if (here.size === 0) byJob.delete(job)
        }
      }),
    end: () => {
      isOver = true
      for (const subscriber of subscribers) subscriber.complete()
    },
  }
}
