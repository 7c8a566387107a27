import { type RunOptions, saveCheckpoint } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RunTake } from './run-take.js'

/** What is done with a frame before the next step is taken. */
type Keep = NonNullable<RunOptions['keep']>

/** Several, one after the other; none where there are none. */
export const keepAll = (all: readonly Keep[]): Pick<RunOptions, 'keep'> =>
  all.length === 0
    ? {}
    : {
        keep: (frame, at) =>
          pipe(
            all,
            TE.traverseSeqArray((keep) => keep(frame, at)),
            TE.map(() => undefined),
          ),
      }

/** Keeps a frame of a take after every so many steps, and the last one, after which nothing but decoding is left. */
export const checkpointKeeper =
  ({ take: { folder, every } }: RunTake): Keep =>
  (frame, { plan, summary }) =>
    summary.done % every === 0 || frame.at.to === 0 ? saveCheckpoint(folder, plan, frame, summary) : TE.right(undefined)
