import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Farm } from '@sigmastream/farm'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Setting } from '../commands/command.js'
import { type CliError, failure, usage } from '../errors.js'
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

/** Where a farm of this process alone keeps what it makes, as the XDG base directories have it. */
const ownStore = (env: Io['env']): string => {
  const asked = env['XDG_DATA_HOME'] ?? ''
  return join(asked.startsWith('/') ? asked : join(homedir(), '.local', 'share'), 'sigmastream', 'farm')
}

/**
 * Opens the farm that is meant, uses it, and closes it whatever comes of that. A usage error: an engine that other machines reach,
 * and no store that they see.
 */
export const withFarm = <A>(
  options: FarmOptions,
  { io, openEngine }: Setting,
  use: (farm: OpenFarm) => TE.TaskEither<CliError, A>,
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
    TE.fromTask<typeof import('@sigmastream/farm'), CliError>(() => import('@sigmastream/farm')),
    TE.flatMap((farm) =>
      pipe(
        TE.Do,
        TE.bind('store', () =>
          pipe(
            TE.fromEither(farm.openStore(store === '' ? ownStore(io.env) : store)),
            TE.bimap(
              (error): CliError => usage(farm.describeStoreError(error)),
              (objects) => farm.farmStore(objects, tmpdir()),
            ),
          ),
        ),
        TE.bind('engine', () =>
          pipe(
            (openEngine ?? farm.openEngine)(engine),
            TE.mapLeft((error): CliError => {
              const text = farm.describeEngineError(error)
              return error._tag === 'EngineUnknown' ? usage(`--engine: ${text}`) : failure(text)
            }),
          ),
        ),
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
