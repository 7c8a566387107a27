import { type Latent, latent } from '@sigmastream/core'
import { readTensor, readTensors, type Tensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseFileError } from './errors.js'

/** One latent of the course: `[1, channels, frames]`, all of it finite. */
const asLatent = (file: string, { shape, data }: Tensor): E.Either<CourseFileError, Latent> => {
  const [batch = 0, channels = 0, frames = 0] = shape
  const right = 'one latent of shape [1, channels, frames], of finite values'
  const wrongTensor = (wrong: string): E.Either<CourseFileError, never> =>
    E.left({ _tag: 'WrongTensor', file, wrong, right })
  const strange = data.slice().find((value) => !Number.isFinite(value))
  if (strange !== undefined) return wrongTensor(`the value ${strange}`)
  return batch === 1 && shape.length === 3
    ? pipe(
        latent([batch, channels, frames], data),
        E.orElseW(({ wrong }) => wrongTensor(wrong)),
      )
    : wrongTensor(`a tensor of shape [${shape.join(', ')}]`)
}

/** The only tensor of a file as a latent. Errors: `BadTensor`, `WrongTensor`. */
export const readLatent = (file: string): TE.TaskEither<CourseFileError, Latent> =>
  pipe(
    readTensor(file),
    TE.mapLeft((error): CourseFileError => ({ _tag: 'BadTensor', error })),
    TE.flatMapEither((tensor) => asLatent(file, tensor)),
  )

/** Every tensor of a file as latents, by name. Errors: as `readLatent`. */
export const readLatents = (file: string): TE.TaskEither<CourseFileError, ReadonlyMap<string, Latent>> =>
  pipe(
    readTensors(file),
    TE.mapLeft((error): CourseFileError => ({ _tag: 'BadTensor', error })),
    TE.flatMapEither((tensors) =>
      pipe(
        [...tensors],
        E.traverseArray(([name, tensor]) =>
          pipe(
            asLatent(file, tensor),
            E.map((of) => [name, of] as const),
          ),
        ),
        E.map((entries) => new Map(entries)),
      ),
    ),
  )
