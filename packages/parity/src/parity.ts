import { access } from 'node:fs/promises'
import { type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ParityError } from './errors.js'
import { compareGenerator } from './kdiffusion/generator.js'
import { compareSamplers } from './kdiffusion/samplers.js'
import { compareSchedules } from './kdiffusion/schedules.js'
import { emptyReport, joined, type Report } from './report.js'

/** One part of a folder of recorded outputs: the file by which it is recognised, and how it is compared. */
interface Part {
  readonly file: string
  readonly folder: string
  readonly compare: (folder: string) => TE.TaskEither<ParityError, Report>
}

const parts: readonly Part[] = [
  { folder: 'kdiffusion', file: 'schedules.safetensors', compare: compareSchedules },
  { folder: 'kdiffusion', file: 'torch_cpu_rng.safetensors', compare: compareGenerator },
  { folder: 'kdiffusion', file: 'samplers.safetensors', compare: compareSamplers },
]

const exists =
  (file: string): T.Task<boolean> =>
  () =>
    access(file).then(
      () => true,
      () => false,
    )

/**
 * Checks this installation against the recorded outputs in `directory`, a folder with any of the parts `kdiffusion/...`; what is not
 * there is not compared. It knows no particular value or seed: everything is read from the recording. Errors: a part that cannot be read.
 */
export const parity = (directory: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    parts,
    TE.traverseSeqArray(({ folder, file, compare }) =>
      pipe(
        TE.fromTask<boolean, ParityError>(exists(`${directory}/${folder}/${file}`)),
        TE.flatMap((there) => (there ? compare(`${directory}/${folder}`) : TE.right(emptyReport))),
      ),
    ),
    TE.map(joined),
  )
