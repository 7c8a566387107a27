import { describeAudioError, readBytes } from '@sigmastream/audio'
import { messageOf } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'

/** Many times what any text that is typed by hand takes. */
const mostBytes = 2 ** 22

/**
 * The text of a file that an option names, of a pipe or, for `-`, of standard input; `right` is what should be in it.
 * Errors: usage, naming the option.
 */
export const readTextFile = (option: string, path: string, right: string): TE.TaskEither<CliError, string> =>
  pipe(
    readBytes(path),
    TE.mapLeft(
      (error): CliError =>
        usage(
          error._tag === 'NotFound'
            ? `${option}: there is no file ${path}: give one with ${right}`
            : `${option}: ${describeAudioError(error)}`,
        ),
    ),
    TE.filterOrElse(
      ({ length }) => length <= mostBytes,
      (): CliError => usage(`${option}: ${path} is too long: give at most ${mostBytes} bytes`),
    ),
    TE.flatMapEither((bytes) =>
      E.tryCatch(
        () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
        (cause): CliError =>
          usage(`${option}: ${path} cannot be read as UTF-8 (${messageOf(cause)}): give a file that can`),
      ),
    ),
  )
