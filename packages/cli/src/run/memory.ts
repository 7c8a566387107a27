import { checkMemory, isTensorName, type Job, type MemoryNeeds } from '@sigmastream/pipeline'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import type { Io } from '../io.js'
import type { Settings } from '../options/settings.js'
import type { Run } from './run.js'

/** The memory that a job takes; latents that are asked for as they are, without frames to keep or to hear, are not decoded. */
export const needsOf = (
  { piece: { needs }, clip }: Job,
  { output, saveFrames, preview }: Pick<Settings, 'output' | 'saveFrames' | 'preview'>,
): MemoryNeeds | null => {
  const onTheWay = saveFrames !== undefined || preview !== undefined
  const heard = onTheWay || clip?._tag === 'Sound' || output === undefined || !isTensorName(output)
  return needs === null ? null : needs(heard)
}

/**
 * Whether the largest of the runs fits into the memory that is free; they follow each other. A usage error where not.
 */
export const checkLargest = (
  runs: readonly Run[],
  settings: Settings,
  { availableMemory, signal }: Io,
): E.Either<CliError, void> => {
  const all = runs.flatMap(({ job, target: { path }, search }) =>
    // a search hears every take
    search === null ? (needsOf(job, { ...settings, output: path }) ?? []) : (job.piece.needs?.(true) ?? []),
  )
  const [largest] = all.toSorted((a, b) => b.peak - a.peak)
  return largest === undefined
    ? E.right(undefined)
    : pipe(
        checkMemory(largest, availableMemory()),
        E.mapLeft((error) => fromRenderError(error, signal)),
      )
}
