import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Engine } from '../engine/engine.js'
import type { EngineError } from '../engine/error.js'
import type { StoreError } from '../store/error.js'
import type { FarmStore } from '../store/farm-store.js'

/** A farm as a submitter sees it: what moves jobs, and what keeps content. */
export interface Farm {
  readonly engine: Engine
  readonly store: FarmStore
}

/** Every way in which a farm can fail a submitter. */
export type FarmError = EngineError | StoreError

/** So many questions are put to a store at once. */
const atOnce = 16

/** Puts a question for each of many, some of them at once; the first that fails ends it. */
export const askEach =
  <A, E, B>(question: (one: A) => TE.TaskEither<E, B>) =>
  (all: readonly A[]): TE.TaskEither<E, readonly B[]> =>
    pipe(
      RA.chunksOf(atOnce)(all),
      TE.traverseSeqArray(TE.traverseArray(question)),
      TE.map((parts) => parts.flat()),
    )
