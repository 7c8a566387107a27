import type { WorkerOptions } from 'bullmq'
import type { BullEngineOptions } from './bull-engine.js'

/** What a server is told when it is opened. */
export type ServerOptions = Pick<BullEngineOptions, 'leaseTime' | 'farm'>

/** Milliseconds within which a server must be reached when it is opened. */
export const connectWithin = 5000

/** Milliseconds that leaving may take: who is not told finds out by himself. */
export const closeWithin = 2000

/** So many messages wait for a reader; of more, it loses the oldest. */
const mostUnread = 1000

/** What BullMQ is told of queues: how long a lease is, and never to give a job up by itself. */
export const queueOptions = ({ leaseTime }: ServerOptions): Omit<WorkerOptions, 'connection'> => ({
  prefix: 'sigmastream',
  lockDuration: leaseTime,
  // many look for lost leases; this is how often it is done at most
  stalledInterval: leaseTime / 4,
  maxStalledCount: 2 ** 31 - 1,
})

/** What BullMQ is told of messages. */
export const relayOptions = ({ farm }: ServerOptions) => ({
  namespace: farm,
  prefix: 'sigmastream',
  name: 'sigmastream',
  inboxMaxLength: mostUnread,
})

/** The namespace in which workers say that they are there. */
export const presenceOptions = ({ farm }: ServerOptions) => ({ namespace: `${farm}-workers`, prefix: 'sigmastream' })
