import { tmpdir } from 'node:os'
import { describeEngineError, describeStoreError, type Farm, farmStore, openEngine, openStore } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Setting } from '../commands/command.js'
import { dataFolder } from '../data-folder.js'
import { type CliError, failure, usage } from '../errors.js'
import { kindAt } from '../files.js'
import type { Io } from '../io.js'
import type { FarmOptions } from './farm-options.js'

/** A farm that is open. */
export interface OpenFarm extends Farm {
  /** Whether it is this process alone. */
  readonly isAlone: boolean
}

/** What is no engine of its own, but this process. */
const alone = 'memory'

/** The engine and the store that are meant, as they are typed or as the environment says. */
const placesOf = ({ engine, store }: FarmOptions, { env }: Io): { readonly engine: string; readonly store: string } => {
  const said = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  return {
    engine: engine ?? said('SIGMASTREAM_ENGINE') ?? alone,
    store: store ?? said('SIGMASTREAM_STORE') ?? '',
  }
}

/** A usage error where a file lies at the place of a store. What else is wrong with it is told when it is first used. */
const checkStorePlace = (store: string): TE.TaskEither<CliError, object> =>
  pipe(
    TE.fromTask(() => kindAt(store)),
    TE.flatMap((kind) =>
      kind === 'file' ? TE.left(usage(`--store: ${store} is a file; give a folder, or s3://BUCKET/PREFIX`)) : TE.Do,
    ),
  )

/**
 * Opens the farm that is meant, uses it, and closes it whatever comes of that. A usage error: an engine that other machines reach,
 * and no store that they see. `engineOption` is what the engine is typed with.
 */
export const withFarm = <A>(
  options: FarmOptions,
  { io, openEngine: open = openEngine }: Setting,
  use: (farm: OpenFarm) => TE.TaskEither<CliError, A>,
  engineOption = '--engine',
): TE.TaskEither<CliError, A> => {
  const { engine, store } = placesOf(options, io)
  const isAlone = engine === alone
  if (store === '' && !isAlone)
    return TE.left(
      usage(
        'no store: give --store and a folder that every machine sees, or s3://BUCKET/PREFIX: sounds and results lie there',
      ),
    )
  return pipe(
    checkStorePlace(store),
    TE.bind('store', () =>
      pipe(
        TE.fromEither(openStore(store === '' ? dataFolder(io.env, 'farm') : store)),
        TE.bimap(
          (error): CliError => usage(`--store: ${describeStoreError(error)}`),
          (objects) => farmStore(objects, tmpdir()),
        ),
      ),
    ),
    TE.bind('engine', () =>
      pipe(
        open(engine),
        TE.mapLeft((error): CliError => {
          const text = describeEngineError(error)
          return error._tag === 'EngineUnknown' ? usage(`${engineOption}: ${text}`) : failure(text)
        }),
      ),
    ),
    TE.flatMap((farm) => {
      const used = use({ ...farm, isAlone })
      return () => used().finally(farm.engine.close)
    }),
  )
}

/** A usage error where a command is of other processes, and there are none. */
export const checkShared = (what: string, { isAlone }: OpenFarm): TE.TaskEither<CliError, void> =>
  isAlone
    ? TE.left(
        usage(
          `--engine memory is this process alone, and ${what}: give redis://HOST:PORT or postgres://USER@HOST/DATABASE`,
        ),
      )
    : TE.right(undefined)
