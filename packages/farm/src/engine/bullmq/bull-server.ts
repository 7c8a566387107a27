import type { IQueueBackend, IRelayBackend, Relay } from 'bullmq'
import type { task as T } from 'fp-ts'

/** What a lease says of itself where it claims its job: which job, from which lane, which delivery of it, and by which token. */
export interface Claim {
  readonly job: string
  readonly lane: string
  readonly delivery: number
  readonly token: string
}

/** Who may make which job: by the server's clock, for the time of a lease, unless it is asked for again by then. */
export interface ClaimTable {
  /**
   * Whether the job is the claim's from now on: nobody has it, or this one has, or one that took it earlier from the same
   * lane, whose lease is over.
   */
  readonly take: (claim: Claim) => Promise<boolean>
  /** Whether another has the job. Where one has, that it is wanted is written down. */
  readonly isTaken: (claim: Claim) => Promise<boolean>
  /** Lets go of what the claim has; whether others want it. */
  readonly release: (claim: Claim) => Promise<boolean>
}

/** What a BullMQ engine needs of its server, the same on Redis and on Postgres: four doors on a few connections. */
export interface BullServer {
  /** As a person sees it, without a password. */
  readonly name: string
  /** Every queue of it is made of this one, and so shares its connections. */
  readonly queues: IQueueBackend
  /** Messages to whoever listens. */
  readonly relay: Pick<Relay, 'publish' | 'subscribe'>
  /** Messages that are kept for a while and read by asking, of which nobody is told: who is there. */
  readonly presence: IRelayBackend
  readonly claims: ClaimTable
  /** Takes a job out of a queue where it waits there: `false` where it does not, or not any more. */
  readonly removeWaiting: (queue: string, id: string) => Promise<boolean>
  /** Takes the secrets of its URL out of a text. */
  readonly withoutSecrets: (text: string) => string
  readonly close: T.Task<void>
}
