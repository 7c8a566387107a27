import type { IQueueBackend, IRelayBackend, Relay } from 'bullmq'
import type { task as T } from 'fp-ts'

/** What a BullMQ engine needs of its server, the same on Redis and on Postgres: three doors on a few connections. */
export interface BullServer {
  /** As a person sees it, without a password. */
  readonly name: string
  /** Every queue of it is made of this one, and so shares its connections. */
  readonly queues: IQueueBackend
  /** Messages to whoever listens. */
  readonly relay: Pick<Relay, 'publish' | 'subscribe'>
  /** Messages that are kept for a while and read by asking, of which nobody is told: who is there. */
  readonly presence: IRelayBackend
  /** Takes a job out of a queue where it waits there: `false` where it does not, or not any more. */
  readonly removeWaiting: (queue: string, id: string) => Promise<boolean>
  /** Takes the secrets of its URL out of a text. */
  readonly withoutSecrets: (text: string) => string
  readonly close: T.Task<void>
}
