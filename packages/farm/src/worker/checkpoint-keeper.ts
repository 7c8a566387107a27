import { link, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@sigmastream/core'
import { keptSteps } from '@sigmastream/pipeline'
import { either as E, type task as T } from 'fp-ts'
import type { StoreError } from '../store/error.js'
import type { FarmStore } from '../store/farm-store.js'
import type { Clock } from './clock.js'
import { frameFile, framesOf } from './maker.js'

/**
 * How often a checkpoint goes to the store, in milliseconds. By time, and not every so many steps: a step takes a
 * thousandth of a second with one model and ten seconds with another, and what is lost with a worker is its time. A job
 * that is made sooner than this sends none.
 */
export const checkpointEvery = 15_000

/** Sends frames of one job to the store while it is made. */
export interface CheckpointKeeper {
  /** A frame is there: it is sent where the last one was sent long enough ago. Never waits. */
  readonly offer: () => void
  /** Sends the newest frame, whenever the last one was sent. */
  readonly keepNewest: T.Task<void>
  /** Resolves when nothing is being sent. */
  readonly idle: T.Task<void>
}

/** The frames of which job are sent, in its folder, where to, and who is told. */
export interface CheckpointOrder {
  readonly job: string
  readonly bitsClass: string
  readonly folder: string
  /** After how many steps the checkpoint is that the store has, 0 for none. */
  readonly from: number
  readonly store: Pick<FarmStore, 'keepCheckpoint'>
  readonly clock: Pick<Clock, 'now'>
  /** Milliseconds from one to the next. */
  readonly every: number
  readonly kept: (done: number) => void
  readonly failed: (error: StoreError) => void
}

/** A second name of the newest frame, which stays when the maker removes the first; how many steps it is after. */
const holdNewest = async (folder: string, held: string): Promise<number> => {
  for (let tries = 0; tries < 3; tries++) {
    const steps = await keptSteps(framesOf(folder))()
    const done = E.isRight(steps) ? (steps.right.at(-1) ?? 0) : 0
    if (done === 0) return 0
    await rm(held, { force: true })
    const isHeld = await link(frameFile(folder, done), held).then(
      () => true,
      () => false, // it has just made way for a newer one
    )
    if (isHeld) return done
  }
  return 0
}

/** See `CheckpointKeeper`. A checkpoint that the disk or the store does not take is told of, and the job goes on. */
export const checkpointKeeper = (order: CheckpointOrder): CheckpointKeeper => {
  const { job, bitsClass, folder, store, clock, every } = order
  const held = join(folder, 'held.safetensors')
  let sent = order.from
  let last = clock.now()
  let sending: Promise<void> | null = null
  const send = async (): Promise<void> => {
    const done = await holdNewest(folder, held)
    if (done <= sent) return
    const kept = await store.keepCheckpoint(job, bitsClass, done, held)()
    if (E.isLeft(kept)) return order.failed(kept.left)
    sent = done
    order.kept(done)
  }
  const begin = (): Promise<void> => {
    last = clock.now()
    sending = send()
      .catch((cause: unknown) => order.failed({ _tag: 'LocalFileFailed', path: held, message: messageOf(cause) }))
      .finally(() => {
        sending = null
      })
    return sending
  }
  const idle = (): Promise<void> => sending ?? Promise.resolve()
  return {
    offer: () => {
      // a clock that jumped back must not keep it waiting
      if (sending === null && Math.abs(clock.now() - last) >= every) void begin()
    },
    keepNewest: async () => {
      await idle()
      await begin()
    },
    idle,
  }
}
