import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { engineVersion } from '@sigmastream/onnx'
import { positive, wholeNumber } from '@sigmastream/pipeline/recipe'
import type { StudioFarm } from '@sigmastream/server'
import type { Fault } from '@sigmastream/server/api'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { dataFolder } from '../data-folder.js'
import { type CliError, usage } from '../errors.js'
import { ownName } from '../farm/farm-options.js'
import { withFarm } from '../farm/open-farm.js'
import { kindAt } from '../files.js'
import { type Io, note, type Outcome, success } from '../io.js'
import { collectValues, decodeOptions, textOf } from '../options/decode.js'
import { openInBrowser } from '../studio/open-browser.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples, type Setting } from './command.js'

/** Where it is found unless another port is asked for. */
const usualPort = 4774

/** How much sounds and renders may take unless it is said, in GB. */
const usualDisk = 20

const Options = t.intersection([
  t.type({ open: t.boolean, model: t.readonlyArray(textOf('the folder of a model')) }),
  t.partial({
    port: wholeNumber(0, 65535),
    host: textOf('the name or address of this machine'),
    token: textOf('a secret text'),
    folder: textOf('a folder'),
    disk: positive('a number of GB'),
    farm: t.union([t.literal(true), textOf('redis://HOST:PORT or postgres://USER@HOST/DATABASE')]),
    store: textOf('a folder, or s3://BUCKET/PREFIX'),
  }),
])

type Options = t.TypeOf<typeof Options>

/** The folder of the built page; `null` in a clone that has not built it. */
const pageFolder = async (): Promise<string | null> => {
  const manifest = createRequire(import.meta.url).resolve('@sigmastream/studio/package.json')
  const folder = join(dirname(manifest), 'dist')
  return (await kindAt(join(folder, 'index.html'))) === 'file' ? folder : null
}

/** The option of a fault that is one of how the studio was started. */
const fromFault = ({ message, right }: Fault): CliError => usage(`${message}: ${right}`)

/** The address that the page is opened at: with the token, which the page keeps as a cookie from then on. */
const addressOf = (url: string, token: string | undefined): string =>
  token === undefined ? url : `${url}?token=${encodeURIComponent(token)}`

const untilStopped = ({ signal }: Io): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** What makes the renders in place of this machine, said once when it is served. */
const farmNote = ({ farm: { engine, store } }: StudioFarm): string =>
  `the farm at ${engine.name} makes what is asked for, with its store in ${store.name}: see that a worker is there (sigmastream farm work)`

const serve = (options: Options, io: Io, farm: StudioFarm | null): TE.TaskEither<CliError, Outcome> =>
  pipe(
    TE.fromTask(pageFolder),
    TE.bindTo('page'),
    TE.bind('server', ({ page }) =>
      pipe(
        TE.fromTask(() => import('@sigmastream/server')),
        TE.flatMap(({ serveStudio }) =>
          serveStudio({
            folder: options.folder ?? dataFolder(io.env, 'studio'),
            models: options.model,
            port: options.port ?? usualPort,
            mostBytes: 1e9 * (options.disk ?? usualDisk),
            page,
            availableMemory: io.availableMemory,
            ...(options.host === undefined ? {} : { host: options.host }),
            ...(options.token === undefined ? {} : { token: options.token }),
            ...(farm === null ? {} : { farm }),
          }),
        ),
        TE.mapLeft(fromFault),
      ),
    ),
    TE.flatMapTask(({ server, page }) => async () => {
      if (page === null) note(io, 'note: the page is not built: npm run studio builds it')
      if (farm !== null) note(io, farmNote(farm))
      io.stdout(`the studio is at ${server.url}\n`)
      if (options.token !== undefined)
        note(io, 'a browser gets in at that address with ?token= and the token behind it')
      note(io, 'Ctrl-C ends it; what it has begun it goes on with the next time')
      if (options.open) await openInBrowser(addressOf(server.url, options.token), io.env)
      await untilStopped(io)
      await server.close()
      return success(['the studio has ended'], { url: server.url })
    }),
  )

/** Serves with a farm, where one is asked for: by its address, or as the environment has it. */
const serveWithFarm = (options: Options, setting: Setting): TE.TaskEither<CliError, Outcome> => {
  const { farm: engine, store } = options
  if (engine === undefined)
    return store === undefined
      ? serve(options, setting.io, null)
      : TE.left(usage('--store is of a farm: give --farm as well, or leave it out'))
  return withFarm(
    { ...(engine === true ? {} : { engine }), ...(store === undefined ? {} : { store }) },
    setting,
    (farm) =>
      farm.isAlone
        ? TE.left(
            usage(
              '--farm: no engine that workers reach: give redis://HOST:PORT or postgres://USER@HOST/DATABASE, or set SIGMASTREAM_ENGINE',
            ),
          )
        : serve(options, setting.io, { farm, submitter: ownName(), engine: engineVersion() }),
    '--farm',
  )
}

/** `sigmastream studio`: serves the studio until it is stopped. */
export const studioCommand: CommandSpec = {
  define: (command) =>
    command
      .description(
        'Open the studio: a page in your browser on which you drop a recording, drag over a gap, hear takes while they are made, ' +
          'compare them, and take the file home. Everything stays on this machine. Programs get the same through its API.',
      )
      .option('--port <number>', `where it is found on this machine; 0 is any that is free (default: ${usualPort})`)
      .option(
        '--host <name>',
        'be found from other machines, by this name or address; with --token (default: 127.0.0.1)',
      )
      .option('--token <text>', 'ask everyone for this secret text')
      .option('--no-open', 'do not open the page in a browser')
      .option(
        '--model <folder>',
        'a Stable Audio checkpoint that the page can choose too; may be given several times',
        collectValues,
        [],
      )
      .option('--folder <folder>', 'where sounds and takes are kept (default: sigmastream/studio in your data folder)')
      .option(
        '--farm [url]',
        'let a farm make what is asked for, in place of this machine: redis://HOST:PORT or postgres://USER@HOST/DATABASE (default: SIGMASTREAM_ENGINE)',
      )
      .option(
        '--store <place>',
        'with --farm: where its sounds and results are kept, a folder or s3://BUCKET/PREFIX (default: SIGMASTREAM_STORE)',
      )
      .option('--disk <GB>', `how much they may take there; the oldest make way (default: ${usualDisk})`)
      .addHelpText(
        'after',
        examples(
          'studio',
          'studio --model FOLDER',
          'studio --port 8080 --no-open',
          'studio --farm redis://HOST:6379 --store FOLDER',
        ),
      ),
  run: (_, typed, setting) =>
    pipe(
      TE.fromEither<CliError, Options>(decodeOptions(Options, typed)),
      TE.tap(({ model }) => TE.traverseSeqArray(checkModelFolder)(model)),
      TE.flatMap((options) => serveWithFarm(options, setting)),
    ),
}
