import { either as E, type readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import { isTensorName } from '../tensor-output.js'
import type { Prepared } from './prepare.js'
import type { Needs } from './subject.js'

/** Bytes for people. */
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** The memory that a run takes; latents that are asked for as they are, without frames to keep, are not decoded. */
export const needsOf = ({ subject: { needs }, options: { output, saveFrames }, clip }: Prepared): Needs | null => {
  const heard = saveFrames !== undefined || clip?._tag === 'Sound' || output === undefined || !isTensorName(output)
  return needs === null ? null : needs(heard)
}

/**
 * Whether the largest of the runs fits into `available` bytes of memory; runs follow each other. A usage error where
 * not.
 */
export const checkMemory = (all: RNEA.ReadonlyNonEmptyArray<Prepared>, available: number): E.Either<CliError, void> => {
  const peaks = all.flatMap((prepared) => needsOf(prepared) ?? []).toSorted((a, b) => b.peak - a.peak)
  const [largest] = peaks
  if (largest === undefined || largest.peak <= available) return E.right(undefined)
  const free = `${gigabytes(available)} are free`
  const remedies = 'give --precision int8 or int4 if it is not, or close other programs'
  return E.left(
    usage(
      largest.model > available
        ? `the model alone needs about ${gigabytes(largest.model)} of memory and ${free}: ${remedies}`
        : `this needs about ${gigabytes(largest.peak)} of memory and ${free}: ask for fewer --seconds, ${remedies}`,
    ),
  )
}
