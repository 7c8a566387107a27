import type { Command } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { isLatents } from '../clip.js'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'
import { embeddedSource } from '../model/embedded-source.js'
import { withModelOptions } from '../options/model-options.js'
import { withRunOptions } from '../options/run-options.js'
import { explain } from '../run/explain.js'
import { intervalCount } from '../run/interval-count.js'
import type { ClipModel, ClipRequest, Source } from '../run/subject.js'
import type { Output } from '../run/target.js'
import { clipSource } from '../stable-audio/source.js'
import type { CommandSpec } from './command.js'
import { explained, perform } from './perform.js'
import { type TypedRun, typedRun } from './typed-run.js'

/** A command that runs a sampler on a clip: its own options, and the request that they decode to. */
export interface RunKind {
  readonly name: string
  readonly define: (command: Command) => Command
  readonly request: (typed: unknown) => E.Either<CliError, ClipRequest>
}

const argument = (command: Command): Command =>
  command.argument('<IN>', 'sound (WAV, FLAC, MP3, Ogg), or latents (.pt, .npy, .npz, .safetensors)')

const optionsOf = (kind: RunKind, command: Command): Command =>
  withModelOptions(withRunOptions(kind.define(argument(command))))

const decoded = (kind: RunKind, typed: unknown) =>
  pipe(
    E.Do,
    E.bindW('request', () => kind.request(typed)),
    E.bindW('run', () => typedRun(typed)),
  )

/** The name of the clip: an empty one is often a variable of the shell that was not set. */
const named = (input: string): E.Either<CliError, string> =>
  input.trim() === '' ? E.left(usage('IN is "": give the name of a file')) : E.right(input)

/** Stable Audio Open makes latents heard, and its runs can be made again from their record. */
const outputOf = (input: string, { asked }: TypedRun): Output => ({
  audible: asked !== null || !isLatents(input),
  recorded: asked !== null,
})

const sourceOf = (
  model: ClipModel,
  path: string,
  { options, asked }: TypedRun,
  request: ClipRequest,
  io: Io,
): TE.TaskEither<CliError, Source> =>
  asked === null
    ? embeddedSource(model, path, options, request)
    : clipSource(
        asked,
        { path, tensor: options.tensor, request, steps: intervalCount(options.sampler, options.steps), hash: null },
        io,
      )

/** The command that runs it. */
export const runCommand =
  (model: ClipModel) =>
  (kind: RunKind): CommandSpec => ({
    name: kind.name,
    define: (command) =>
      optionsOf(kind, command).requiredOption(
        '-o, --output <file>',
        'where to: .wav, .flac; .npy, .npz, .safetensors for latents',
      ),
    run: ([input = ''], typed, io) =>
      pipe(
        TE.Do,
        TE.bindW('named', () => TE.fromEither(named(input))),
        TE.bindW('decoded', () => TE.fromEither(decoded(kind, typed))),
        TE.flatMap(({ decoded: { request, run } }) =>
          perform(
            {
              source: sourceOf(model, input, run, request, io),
              options: run.options,
              request,
              output: outputOf(input, run),
              batch: 1,
            },
            io,
          ),
        ),
      ),
  })

/** The same arguments, explained instead of run: nothing is loaded into the model, and nothing written. */
export const explainCommand =
  (model: ClipModel) =>
  (kind: RunKind): CommandSpec => ({
    name: kind.name,
    define: (command) => optionsOf(kind, command).option('-o, --output <file>', 'where the run would write to'),
    run: ([input = ''], typed, io) =>
      pipe(
        TE.Do,
        TE.bindW('named', () => TE.fromEither(named(input))),
        TE.bindW('decoded', () => TE.fromEither(decoded(kind, typed))),
        TE.flatMap(({ decoded: { request, run } }) =>
          explained(
            {
              source: sourceOf(model, input, run, request, io),
              options: run.options,
              request,
              output: outputOf(input, run),
              batch: 1,
            },
            io,
          ),
        ),
        TE.map(explain),
      ),
  })
