import type { StableAudio } from '@sigmastream/model-sao'
import { gigabytes } from '@sigmastream/pipeline'
import { memoryBudget } from '@sigmastream/pipeline/stable-audio'
import { either as E } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'

/**
 * Measuring asks the model in float32, and a report decodes what it made: whether there is the memory for it. A usage
 * error where not.
 */
export const checkRoom = (
  model: StableAudio,
  frames: number,
  decoded: boolean,
  { availableMemory }: Io,
): E.Either<CliError, void> => {
  const free = availableMemory()
  const run = { frames, batch: 1, guided: true, told: 1, encoded: false, decoded, available: memoryBudget() }
  const { peak } = model.memory(run)
  return peak <= free
    ? E.right(undefined)
    : E.left(
        usage(
          `measuring needs the model in fp32, about ${gigabytes(peak)} of memory, and ${gigabytes(free)} are free: close other ` +
            'programs, or do without it: a run with --precision packs the weights unmeasured',
        ),
      )
}
