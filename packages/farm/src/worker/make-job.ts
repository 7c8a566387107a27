import { messageOf } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Lease } from '../engine/engine.js'
import type { ResultNote } from '../store/farm-store.js'
import { checkpointEvery, checkpointKeeper } from './checkpoint-keeper.js'
import { fetchCheckpoint, fetchSounds } from './fetch-material.js'
import { haltOf } from './halt.js'
import type { JobTeller } from './job-teller.js'
import { keepResult } from './keep-result.js'
import type { Maker, MakerNews } from './maker.js'
import { isWantedElsewhere } from './other-lanes.js'
import { inScratch } from './scratch.js'
import { type Setback, storeSetback, unexpectedFailure } from './setback.js'
import type { Worker } from './worker.js'

/** Where a job is made, and who hears of it. */
export interface Bench {
  readonly maker: Maker
  /** Bytes of memory that it may take. */
  readonly memory: number
  readonly teller: JobTeller
}

/** Whether somebody goes on with a job that was stopped: the next worker, or one who has it for another submitter. */
const isGoneOnWith = async ({ job, lost, cancelled }: Lease, { engine, stop, abort }: Worker): Promise<boolean> => {
  if (lost.aborted || abort.aborted) return false
  return cancelled.aborted ? isWantedElsewhere(job, engine) : stop.aborted
}

/** Makes a job in a folder of its own, from the newest checkpoint of its class on, and keeps what it made. */
const makeIn = async (
  folder: string,
  lease: Lease,
  { maker, memory, teller }: Bench,
  worker: Worker,
): Promise<E.Either<Setback, ResultNote>> => {
  const { job, deliveries } = lease
  const { id, store, abilities, clock, hear } = worker
  const bitsClass = abilities.classOf(job.recipe)
  const without = (error: Parameters<typeof storeSetback>[0]): void => hear({ _tag: 'Without', job: job.id, error })
  const material = await pipe(
    fetchSounds(job, folder, store),
    TE.bindTo('sounds'),
    TE.bind('from', () => fetchCheckpoint(job, bitsClass, folder, store, without)),
    TE.mapLeft(storeSetback),
  )()
  if (E.isLeft(material)) return material
  const { sounds, from } = material.right
  const begun = clock.now()
  const halt = haltOf(lease, worker)
  const keeper = checkpointKeeper({
    job: job.id,
    bitsClass,
    folder,
    from,
    store,
    clock,
    every: checkpointEvery,
    kept: (done) => teller.tell({ _tag: 'Checkpoint', done }),
    failed: without,
  })
  const tell = (news: MakerNews): void => {
    if (news._tag === 'Preview') {
      const picture = Buffer.from(news.picture).toString('base64')
      return teller.tell({ _tag: 'Preview', done: news.done, picture })
    }
    teller.tell(news)
    halt.frameEnded(news.done === news.steps)
    if (!halt.signal.aborted) keeper.offer()
  }
  hear({ _tag: 'Took', job: job.id, delivery: deliveries, step: from })
  teller.tell({ _tag: 'Running', worker: id, delivery: deliveries, step: from })
  try {
    const made = await maker.make({ job, sounds, folder, memory, tell, signal: halt.signal })()
    if (E.isRight(made)) {
      halt.resultMade()
      const at = clock.now()
      const note = { job: job.id, bitsClass, worker: id, seconds: Math.max(0, at - begun) / 1000, at }
      return pipe(await keepResult(note, made.right, worker, halt.signal), E.mapLeft(storeSetback))
    }
    if (made.left._tag === 'MakeStopped' && (await isGoneOnWith(lease, worker))) await keeper.keepNewest()
    return made
  } finally {
    halt.end()
    await keeper.idle()
  }
}

/** See `makeIn`. Whatever it ends with, it leaves nothing of its folder. */
export const makeJob = (lease: Lease, bench: Bench, worker: Worker): TE.TaskEither<Setback, ResultNote> =>
  inScratch(worker.scratch, storeSetback, (folder) => async () => {
    try {
      return await makeIn(folder, lease, bench, worker)
    } catch (cause) {
      return E.left(unexpectedFailure(messageOf(cause)))
    }
  })
