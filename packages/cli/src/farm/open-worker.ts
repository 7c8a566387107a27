import { hostname, tmpdir } from 'node:os'
import {
  machineClock,
  runWorker,
  surveyAbilities,
  threadMaker,
  type WorkerRemark,
  type WorkerTally,
} from '@sigmastream/farm'
import { engineVersion } from '@sigmastream/onnx'
import { workThread } from '@sigmastream/render-thread'
import { either as E, readonlyNonEmptyArray as RNEA, type task as T, type taskEither as TE } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'
import { submitterName } from './farm-options.js'
import type { OpenFarm } from './open-farm.js'
import type { WorkerOptions } from './worker-options.js'

/** What a worker is given to work with. */
export interface WorkerSettings extends WorkerOptions {
  /** Folders of Stable Audio checkpoints, beside the embedded model. */
  readonly models: readonly string[]
}

/** How a worker works: until a signal lets it leave, and who hears what it says. */
export interface WorkOptions {
  readonly stop: AbortSignal
  readonly hear: (remark: WorkerRemark) => void
}

/** Makes what waits, until it may leave: how many jobs left it in which way. */
export type Work = (options: WorkOptions) => T.Task<WorkerTally>

/** A second signal ends the process: nothing else ends a worker at once. */
const neverAborted = new AbortController().signal

/**
 * Looks at what this machine can do as a worker, and gives what makes it work, which must be run once. Errors: a folder that is no
 * checkpoint.
 */
export const openWorker = (
  { engine, store, isAlone }: OpenFarm,
  { models, places = 1, memory }: WorkerSettings,
  io: Pick<Io, 'availableMemory'>,
): TE.TaskEither<CliError, Work> => {
  const threads = RNEA.makeBy(() => workThread())(places)
  // every job has a folder of its own in it, and what a worker that was killed left there the next one removes
  const scratch = tmpdir()
  const end = async (): Promise<void> => {
    for (const { close } of threads) await close()
  }
  return async () => {
    const surveyed = await surveyAbilities({
      thread: threads[0],
      folders: models,
      memory: memory === undefined ? io.availableMemory() : 1e9 * memory,
      device: 'cpu',
      engine: engineVersion(),
      scratch,
      // nobody compares it with others
      ...(isAlone ? { speed: 0 } : {}),
    })()
    if (E.isLeft(surveyed)) {
      await end()
      return E.left(usage(`${surveyed.left.message}: ${surveyed.left.right}`))
    }
    const { abilities, folders } = surveyed.right
    const work: Work =
      ({ stop, hear }) =>
      () =>
        runWorker({
          id: `${submitterName(hostname())}-${process.pid}`,
          engine,
          store,
          abilities,
          scratch,
          clock: machineClock,
          stop,
          abort: neverAborted,
          hear,
          makers: threads.map((thread) => threadMaker({ thread, folders })),
        })().finally(end)
    return E.right(work)
  }
}
