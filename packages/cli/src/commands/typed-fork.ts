import {
  type Checkpoint,
  type ForkFields,
  isEmbedded,
  keptSteps,
  loadCheckpoint,
  mostItems,
  type StoredTake,
} from '@sigmastream/pipeline'
import { forkFields, ordinal, wholeNumber } from '@sigmastream/pipeline/recipe'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type CliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import type { Io } from '../io.js'
import { withCurves } from '../options/curves.js'
import { decodeOptions, textOf } from '../options/decode.js'
import { NowOptions } from './take-request.js'
import { forkText, isUnchanged, oneOfText } from './take-text.js'

const Options = t.intersection([
  NowOptions,
  t.type({ at: ordinal, output: textOf('the name of a file') }),
  t.partial({ take: ordinal, count: wholeNumber(1, mostItems), plot: textOf('the name of a file') }),
])

type Options = t.TypeOf<typeof Options>

const Changes = t.partial(forkFields)

/** What is typed of a fork: what it changes, and all else. */
export interface TypedFork {
  readonly options: Options
  readonly changes: ForkFields
}

/** What was typed, decoded; a curve of guidance is read. Errors: usage. */
export const typedFork = (typed: unknown): TE.TaskEither<CliError, TypedFork> =>
  pipe(
    withCurves(typed, ['cfg']),
    TE.flatMapEither((whole) =>
      pipe(
        E.Do,
        E.bind('options', () => decodeOptions(Options, whole)),
        E.bind('changes', () => decodeOptions(Changes, whole)),
      ),
    ),
  )

/** What the model of a take is not told. A usage error. */
export const checkTold = (
  { recipe, number }: StoredTake,
  { options, changes }: TypedFork,
): E.Either<CliError, void> => {
  if (!isEmbedded(recipe)) return E.right(undefined)
  const stray =
    options.model !== undefined
      ? 'model'
      : (['prompt', 'negative', 'cfg'] as const).find((name) => changes[name] !== undefined)
  return stray === undefined
    ? E.right(undefined)
    : E.left(
        usage(
          `--${stray} is for Stable Audio, and take ${number} is of the embedded model, which knows no text: leave it out`,
        ),
      )
}

/** A fork that would be its take once more. A usage error. */
export const checkChange = (
  { recipe, number }: StoredTake,
  { options: { count = 1 }, changes }: TypedFork,
): E.Either<CliError, void> =>
  count === 1 && Object.keys(changes).length > 0 && isUnchanged(changes, recipe)
    ? E.left(usage(`take ${number} is made with ${forkText(changes)} already: give another`))
    : E.right(undefined)

/** The take that is forked. A usage error: none of that number. */
export const forkedTake = (all: readonly StoredTake[], { take = 1 }: Options): E.Either<CliError, StoredTake> =>
  E.fromNullable(usage(`--take is ${take}: give ${oneOfText(all.map(({ number }) => number))}`))(
    all.find(({ number }) => number === take),
  )

const stepList = (steps: readonly number[]): string =>
  steps.length > 12 ? `${steps.slice(0, 6).join(', ')}, ... ${steps.at(-1)}` : steps.join(', ')

/** The frame that a fork goes on from. A usage error: none is kept there, or the run is over. */
export const frameAt = (
  { folder, number }: StoredTake,
  at: number,
  { signal }: Io,
): TE.TaskEither<CliError, Checkpoint> =>
  pipe(
    keptSteps(folder),
    TE.mapLeft((error) => fromRenderError(error, signal)),
    TE.filterOrElse(
      (steps) => steps.includes(at),
      (steps): CliError =>
        usage(
          steps.length === 0
            ? `--at ${at}: no frame of take ${number} is kept: go on with it first: sigmastream resume`
            : `--at ${at}: take ${number} has no frame there: give one of ${stepList(steps)}`,
        ),
    ),
    TE.flatMap(() =>
      pipe(
        loadCheckpoint(folder, at),
        TE.mapLeft((error) => fromRenderError(error, signal)),
      ),
    ),
    TE.filterOrElse(
      ({ frame }) => frame.at.to > 0,
      (): CliError => usage(`--at ${at}: take ${number} is over after that step: give an earlier one`),
    ),
  )
