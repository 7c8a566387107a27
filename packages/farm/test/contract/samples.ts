import { Recipe } from '@sigmastream/pipeline/recipe'
import { either as E, type taskEither as TE } from 'fp-ts'
import {
  type DeadLetter,
  type EngineError,
  type Job,
  type JobEvent,
  type JobPlace,
  jobVersion,
  type Lane,
  type WorkerCard,
} from '../../src/index.js'

/** The value of a result, or an error that says what it was instead. */
export const orThrow = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** Runs a task that must do. */
export const answerOf = async <A>(task: TE.TaskEither<EngineError, A>): Promise<A> => orThrow(await task())

/** Runs a task that must fail: how it failed. */
export const failureOf = async (task: TE.TaskEither<EngineError, unknown>): Promise<EngineError> => {
  const result = await task()
  if (E.isRight(result)) throw new Error(`it did, with ${JSON.stringify(result.right)}`)
  return result.left
}

/** A lane of the embedded model. */
export const laneOf = (submitter: string, change: Partial<Lane> = {}): Lane => ({
  need: { model: 'exemplar', memory: 2 ** 30 },
  priority: 'normal',
  submitter,
  ...change,
})

/** The hash that a number stands for. */
export const idOf = (number: number): string => number.toString(16).padStart(64, '0')

/** How the end of a lease fails that is over. */
export const leaseLost = (number: number): EngineError => ({ _tag: 'LeaseLost', job: idOf(number) })

/** A job of a number: its recipe is a variation with that seed. */
export const jobOf = (number: number, lane: Lane = laneOf('anna')): Job => ({
  version: jobVersion,
  id: idOf(number),
  recipe: orThrow(Recipe.decode({ command: 'vary', inputHash: 'a'.repeat(64), seed: number, bits: 4 })),
  lane,
  sounds: ['a'.repeat(64)],
})

/** Where a job is found. */
export const placeOf = ({ id, lane }: JobPlace): JobPlace => ({ id, lane })

/** What a worker that gives a job up writes. */
export const letterOf = (job: Job, at = 1): DeadLetter => ({
  job,
  fault: { code: 'ends-its-workers', message: 'three workers ended while they had it', right: 'try it alone' },
  deliveries: 1,
  worker: 'w1',
  at,
})

/** A worker. */
export const cardOf = (id: string, at = 1): WorkerCard => ({
  id,
  models: ['exemplar'],
  memory: 2 ** 32,
  device: 'cpu',
  bitsClass: 'any',
  speed: 12.5,
  jobs: [],
  at,
})

/** What a job says after so many steps. */
export const stepOf = (job: number, done: number): JobEvent => ({
  _tag: 'Step',
  id: `p-${job}-${done}`,
  job: idOf(job),
  at: 1000 + done,
  done,
  steps: null,
  sigma: 1 / (done + 1),
  secondsLeft: null,
})
