import { readClip, type SearchRequest, verifiers } from '@sigmastream/pipeline'
import { fraction, mostItems, oneOf, wholeNumber } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import type { Io } from '../io.js'
import { decodeOptions, textOf } from './decode.js'
import type { RunArguments } from './run-arguments.js'

const Options = t.intersection([
  t.type({
    takes: wholeNumber(1, mostItems),
    keep: wholeNumber(1, mostItems),
    at: t.union([fraction('of the run'), t.readonlyArray(fraction('of the run'))]),
    by: oneOf(verifiers),
  }),
  t.partial({ like: textOf('the name of a file') }),
])

/** The options of a search that its short help shows. */
export const searchShort = ['takes', 'keep', 'at', 'by', 'like', 'seed', 'output'] as const

/** The options that `search` adds to those of the command that it searches with. */
export const withSearchOptions = (command: Command): Command =>
  command
    .option('--takes <count>', 'how many takes run at once, with the seeds from --seed on', '8')
    .option('--keep <count>', 'how many of them go on after each checkpoint', '2')
    .option('--at <list>', 'the checkpoints, as parts of the run: 0.3,0.6 are after 12 and 24 of 40 steps', '0.5')
    .requiredOption(
      '--by <verifier>',
      `what makes a take good: ${Object.entries(verifiers)
        .map(([name, { meaning }]) => `${name} (${meaning})`)
        .join('; ')}`,
    )
    .option('--like <file>', 'the sound that takes are compared with (default: IN)')

/** What was typed but for the verifier: of a run alone, `--by` is something else. */
export const exceptVerifier = (typed: unknown): unknown =>
  Object.fromEntries(Object.entries(Object(typed)).filter(([name]) => name !== 'by'))

/** What is written on the way, or several of, is of one run. */
const checkOne = ({
  settings: { saveFrames, preview, checkpoint },
  fields: { batch = 1 },
}: RunArguments): CliError | null => {
  if (batch > 1) return usage(`--batch is ${batch}, and a search makes one result: leave it out`)
  const named = { '--save-frames': saveFrames, '--preview': preview, '--checkpoint': checkpoint }
  const stray = Object.entries(named).find(([, path]) => path !== undefined)?.[0] ?? null
  return stray === null ? null : usage(`${stray} is of one run, and a search has many: leave it out`)
}

/** What was typed of a search; the file that takes are compared with is read. Errors: usage. */
export const searchOptions = (
  typed: unknown,
  options: RunArguments,
  { signal }: Pick<Io, 'signal'>,
): TE.TaskEither<CliError, SearchRequest> => {
  const stray = checkOne(options)
  if (stray !== null) return TE.left(stray)
  return pipe(
    TE.fromEither(decodeOptions(Options, typed)),
    TE.flatMap(({ like: path, at, ...rest }) => {
      const request = { ...rest, at: typeof at === 'number' ? [at] : at }
      return path === undefined
        ? TE.right(request)
        : pipe(
            readClip(path),
            TE.mapLeft((error) => fromRenderError(error, signal)),
            TE.flatMap((clip) =>
              clip._tag === 'Sound'
                ? TE.right({ ...request, like: clip.audio })
                : TE.left<CliError>(usage(`--like: ${path} holds latents: give sound`)),
            ),
          )
    }),
  )
}
