import { isAbsent } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { HubError } from './errors.js'

/** What `read` gives, or `undefined` where there is no such file. Errors: what `failed` says of any other failure. */
export const ifThere = <A>(
  read: () => Promise<A>,
  failed: (cause: unknown) => HubError,
): TE.TaskEither<HubError, A | undefined> =>
  pipe(
    TE.tryCatch(
      (): Promise<A | undefined> => read(),
      (cause) => cause,
    ),
    TE.orElse((cause) => (isAbsent(cause) ? TE.right<HubError, A | undefined>(undefined) : TE.left(failed(cause)))),
  )
