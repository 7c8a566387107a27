import { setMaxListeners } from 'node:events'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { defer, EMPTY, fromEvent, interval, map, merge, mergeMap, of, retry, Subject, share, takeUntil } from 'rxjs'
import { JobEvent } from '../../job/job-event.js'
import type { Engine } from '../engine.js'
import { attemptsOf } from './attempt.js'
import type { BullServer } from './bull-server.js'
import { cancel } from './cancelling.js'
import { cancelsOf } from './cancels.js'
import { censusOf, isEmpty } from './counting.js'
import { deadLetters, retry as retryJob } from './dead-letters.js'
import { drain } from './draining.js'
import { laneQueues } from './lane-queues.js'
import { laneRegistry } from './lane-registry.js'
import type { Leases } from './leases.js'
import { type MessagesOn, messagesOf } from './messages.js'
import { signalsOf, topics } from './signals.js'
import { submit } from './submitting.js'
import { take } from './taking.js'
import { keepUp } from './upkeep.js'
import { workersOf } from './workers.js'

/** How an engine on BullMQ keeps time, and what it is called on its server. */
export interface BullEngineOptions {
  /** Milliseconds after which a lease that is not renewed is lost, and a silent worker is gone. */
  readonly leaseTime: number
  /** Milliseconds that a command of the server may take, a short break of the connection included. */
  readonly patience: number
  /** Two farms of one server have nothing in common. */
  readonly farm: string
  /** Renews leases; a test may give one that lets go of some. */
  readonly keepLeases: (leaseTime: number) => Leases
}

/** Milliseconds for which the newest event of a job is kept for who comes late: an hour. */
const keepEventsFor = 60 * 60 * 1000

/** An engine on BullMQ, the same on Redis and on Postgres. Lanes, leases and messages are as `docs/decisions/0036` says. */
export const bullEngine = (server: BullServer, options: BullEngineOptions): Engine => {
  const { leaseTime, patience, farm, keepLeases } = options
  const { name, relay, queues: backend, withoutSecrets } = server
  const closing = new AbortController()
  const closed = closing.signal
  setMaxListeners(0, closed)
  const whenClosed = defer(() => (closed.aborted ? of(null) : fromEvent(closed, 'abort')))
  // what messages are lost is found so often
  const slow = leaseTime / 6

  const attempt = attemptsOf({ engine: name, withoutSecrets, bound: patience, closed })
  const heard = messagesOf(server, attempt)
  const messages: MessagesOn = (topic, begin) => heard(topic, begin).pipe(takeUntil(whenClosed))
  const signals = signalsOf(server, attempt)
  const queues = laneQueues(backend, farm)
  const registry = laneRegistry(backend.forQueue(`${farm}-lanes`))
  const census = censusOf(registry, queues)
  const leases = keepLeases(leaseTime)
  const cancels = cancelsOf(messages, leases)
  const workers = workersOf(server, attempt, leaseTime)
  const stop = keepUp({ census, registry, queues, signals, leaseTime })
  const places = { server, attempt, queues, signals }
  const taken = take({
    engine: name,
    attempt,
    leases,
    signals,
    claims: server.claims,
    isCancelled: cancels.isCancelled,
  })

  const listens = new Subject<void>()
  const wakes = merge(
    interval(slow),
    // what came before it listened may wait
    listens,
    defer(() => messages(topics.wake, () => listens.next())).pipe(retry({ delay: slow })),
  ).pipe(
    map(() => undefined),
    takeUntil(whenClosed),
    share(),
  )

  let ending: Promise<void> | null = null
  const close = async (): Promise<void> => {
    closing.abort()
    leases.close()
    stop()
    await server.close()
  }

  return {
    name,
    submit: submit({ attempt, queues, registry, signals }),
    lanes: pipe(
      attempt(census.count),
      TE.map((counts) => counts.filter((count) => !isEmpty(count))),
    ),
    wakes,
    work: (lane, worker) => async () => {
      await cancels.hear()
      return taken(queues(lane), worker)()
    },
    publish: (event) =>
      attempt(async () => {
        await relay.publish(topics.event(event.job), JobEvent.encode(event), { retain: keepEventsFor })
      }),
    events: (job = '*') =>
      messages(topics.event(job)).pipe(
        mergeMap((data) => {
          const event = JobEvent.decode(data)
          return E.isRight(event) ? of(event.right) : EMPTY
        }),
      ),
    lanesOf: (job) => attempt(() => census.lanesOf(job)),
    cancel: cancel(places),
    dead: attempt(async () => deadLetters(await census.all())),
    retry: retryJob(places),
    drain: drain({ attempt, census, messages, slow, patience: 3 * patience, closed }),
    announce: workers.announce,
    leave: workers.leave,
    workers: workers.all,
    close: () => {
      ending ??= close()
      return ending
    },
  }
}
