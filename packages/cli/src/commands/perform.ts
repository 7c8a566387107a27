import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { checkNoFolder } from '../files.js'
import type { Io } from '../io.js'
import type { Item } from '../noise.js'
import type { RunOptions } from '../options/run-options.js'
import type { Outcome } from '../outcome.js'
import { execute } from '../run/execute.js'
import { prepare, type Prepared } from '../run/prepare.js'
import type { Request } from '../run/request.js'
import type { Source } from '../run/subject.js'
import { checkHolds, checkTargets, numberedNames, type Output, type Target, targetOf } from '../run/target.js'

/** A run as it was asked for. */
export interface Wanted {
  readonly source: TE.TaskEither<CliError, Source>
  readonly options: RunOptions
  readonly request: Request
  readonly output: Output
  /** How many results are made, one for each seed from the first on. */
  readonly batch: number
  /** The one item of a batch that is made, counted from 0; all of them where it is left out. */
  readonly only?: number
}

const itemsOf = ({ options, batch, only }: Wanted, io: Io): RNEA.ReadonlyNonEmptyArray<Item> => {
  const seed = options.seed ?? io.randomSeed()
  return only === undefined ? RNEA.makeBy((item): Item => ({ seed, batch, item }))(batch) : [{ seed, batch, item: only }]
}

const targetsOf = (
  { options: { output, encoding }, output: allowed }: Wanted,
  count: number,
): TE.TaskEither<CliError, readonly Target[]> =>
  output === undefined
    ? TE.left(usage('no output: give -o and the name of a file'))
    : pipe(
        checkNoFolder('--output', output),
        TE.flatMapEither(() =>
          pipe(
            numberedNames(output, count),
            E.traverseArray((path) => targetOf(path, encoding, allowed)),
          ),
        ),
      )

/** Runs it and writes what it makes. Everything that can be checked before is. */
export const perform = (wanted: Wanted, io: Io): TE.TaskEither<CliError, Outcome> => {
  const { source, options, request } = wanted
  const items = itemsOf(wanted, io)
  const plots = options.plot === undefined ? [] : numberedNames(options.plot, items.length)
  return pipe(
    TE.Do,
    TE.bind('targets', () => targetsOf(wanted, items.length)),
    TE.tap(({ targets }) => checkTargets(targets, options)),
    TE.bind('prepared', () => prepare(source, options, request, items)),
    TE.tap(({ targets, prepared: [{ subject }] }) =>
      TE.fromEither(
        pipe(
          targets,
          E.traverseArray((target) => checkHolds(target, subject.sound)),
        ),
      ),
    ),
    TE.flatMap(({ targets, prepared }) =>
      execute(
        // as many targets as items
        RNEA.mapWithIndex((i, one: Prepared) => ({ prepared: one, target: targets[i]!, plot: plots[i] ?? null }))(prepared),
        io,
      ),
    ),
  )
}

/** The same checked and prepared, and not run: the first item of a batch. */
export const explained = (wanted: Wanted, io: Io): TE.TaskEither<CliError, Prepared> =>
  pipe(
    wanted.options.output === undefined ? TE.right([]) : targetsOf(wanted, wanted.batch),
    TE.flatMap(() => prepare(wanted.source, wanted.options, wanted.request, itemsOf(wanted, io))),
    TE.map(([first]) => first),
  )
