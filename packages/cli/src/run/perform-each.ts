import { basename } from 'node:path'
import { either as E, type taskEither as TE } from 'fp-ts'
import { type CliError, describeCliError, exitCodeOf, failure, usage, withKept } from '../errors.js'
import { type Io, note, type Outcome } from '../io.js'
import { perform } from './perform.js'
import type { Request } from './request.js'
import { checkTargets, targetsOf } from './target.js'

/** What is asked for of one of several files. */
export interface InputRequest {
  readonly input: string
  readonly request: Request
}

/** Whether all that they are to write may be written, before the first of them runs. */
const checkAll = async (all: readonly InputRequest[]): Promise<E.Either<CliError, void>> => {
  const targets = []
  for (const { request } of all) {
    const own = await targetsOf(request.lines, request.settings.output, request.allowed)()
    if (E.isLeft(own)) return own
    targets.push(...own.right)
  }
  const [first] = all
  return first === undefined ? E.right(undefined) : checkTargets(targets, first.request.settings)()
}

const keptText = (done: number, of: number): string =>
  done === 0 ? 'nothing was written' : `the results of ${done} of ${of} files are finished and kept`

/**
 * Requests on several files, one after the other, each as if it were alone. A file that fails is told, and the others
 * go on; then the exit code is 1, or 2 where nothing could be run at all. A signal ends all of it. Errors: what cannot
 * be written is found before the first run.
 */
export const performEach =
  (all: readonly InputRequest[], io: Io): TE.TaskEither<CliError, Outcome> =>
  async () => {
    const writable = await checkAll(all)
    if (E.isLeft(writable)) return writable
    const outcomes: Outcome[] = []
    const failed: { readonly input: string; readonly error: CliError }[] = []
    for (const [i, { input, request }] of all.entries()) {
      note(io, `${input} (${i + 1} of ${all.length})`)
      const made = await perform(request, io)()
      if (E.isRight(made)) outcomes.push(made.right)
      else if (made.left._tag === 'Interrupted')
        return E.left(withKept(keptText(outcomes.length, all.length))(made.left))
      else {
        note(io, `sigmastream: ${input}: ${describeCliError(made.left)}`)
        failed.push({ input, error: made.left })
      }
    }
    const [first] = failed
    if (outcomes.length === 0 && first !== undefined) {
      const text = `${failed.length} of ${all.length} files failed, the first of them ${first.input}: ${describeCliError(first.error)}`
      return E.left(failed.every(({ error }) => error._tag === 'Usage') ? usage(text) : failure(text))
    }
    const names = failed.map(({ input }) => basename(input)).join(', ')
    return E.right({
      exit: failed.length === 0 && outcomes.every(({ exit }) => exit === 0) ? 0 : 1,
      lines: [
        ...outcomes.flatMap(({ lines }) => lines),
        ...(failed.length === 0
          ? []
          : [`${failed.length} of ${all.length} files failed: ${names}; ${keptText(outcomes.length, all.length)}`]),
      ],
      json: {
        items: outcomes.flatMap(({ json }) => (Array.isArray(json['items']) ? json['items'] : [json])),
        failed: [
          ...outcomes.flatMap(({ json }) => (Array.isArray(json['failed']) ? json['failed'] : [])),
          ...failed.map(({ input, error }) => ({ input, error: describeCliError(error), exit: exitCodeOf(error) })),
        ],
      },
    })
  }
