import { readdir } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ParityError } from './errors.js'
import { exists } from './exists.js'
import { compareGuidance } from './guidance/compare.js'
import { compareGenerator } from './kdiffusion/generator.js'
import { compareSchedules } from './kdiffusion/schedules.js'
import { compareRecordedSamplers } from './recorded-samplers.js'
import { type FolderReport, folderReport, joinReports, type Report } from './report.js'
import { compareCheckpoints } from './sao/checkpoints.js'
import { compareGradedRun } from './sao/graded-run.js'

/** One kind of recorded outputs: the file by which a folder of it is recognised, and how it is compared. */
interface Kind {
  readonly file: string
  readonly compare: (folder: string) => TE.TaskEither<ParityError, Report>
}

const kinds: readonly Kind[] = [
  { file: 'schedules.safetensors', compare: compareSchedules },
  { file: 'torch_cpu_rng.safetensors', compare: compareGenerator },
  { file: 'samplers.safetensors', compare: compareRecordedSamplers },
  { file: 'guidance.safetensors', compare: compareGuidance },
  { file: 'expected.safetensors', compare: compareCheckpoints },
  { file: 'homework4.safetensors', compare: compareGradedRun },
]

/** The folder itself, the folders in it and those in them, each before what it holds, in order of their names. */
const foldersIn =
  (directory: string, depth = 2): T.Task<readonly string[]> =>
  async () => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
    const inner = entries.map(({ name }) => `${directory}/${name}`).toSorted()
    const below = depth === 0 ? [] : await Promise.all(inner.map((folder) => foldersIn(folder, depth - 1)()))
    return [directory, ...below.flat()]
  }

/** `ParityAborted` where a signal has asked to stop; one that came during synchronous work gets the turn to say so. */
const unlessAborted =
  (signal: AbortSignal | undefined): TE.TaskEither<ParityError, void> =>
  async () => {
    await setImmediate()
    return signal?.aborted === true ? E.left({ _tag: 'ParityAborted' }) : E.right(undefined)
  }

const compareFolder = (folder: string, signal: AbortSignal | undefined): TE.TaskEither<ParityError, Report> =>
  pipe(
    TE.fromTask<readonly boolean[], ParityError>(exists(kinds.map(({ file }) => `${folder}/${file}`))),
    TE.flatMap((there) =>
      TE.traverseSeqArray(({ compare }: Kind) =>
        pipe(
          compare(folder),
          TE.tap(() => unlessAborted(signal)),
        ),
      )(kinds.filter((_, i) => there[i])),
    ),
    TE.map(joinReports),
  )

/**
 * Checks this installation against the recorded outputs in `directory` and in the folders in it, two deep: of
 * k-diffusion and of other samplers, of PyTorch's random numbers, of models with their checkpoints; what is not there is
 * not compared. It knows no particular value or seed: everything is read from the recording. Errors: a recording or a
 * model that cannot be read, and `ParityAborted` where `signal` asked to stop, after the file that it was at.
 */
export const parity = (directory: string, signal?: AbortSignal): TE.TaskEither<ParityError, FolderReport> =>
  pipe(
    TE.fromTask<readonly string[], ParityError>(foldersIn(directory)),
    TE.flatMap(TE.traverseSeqArray((folder) => compareFolder(folder, signal))),
    TE.map(folderReport),
  )
