import type { Command } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { isLatents } from '../clip.js'
import { type CliError, usage } from '../errors.js'
import { checkNoFolder } from '../files.js'
import { decodeOptions } from '../options/decode.js'
import { RunOptions, withRunOptions } from '../options/run-options.js'
import { execute } from '../run/execute.js'
import { explain } from '../run/explain.js'
import { prepare } from '../run/prepare.js'
import type { Request } from '../run/request.js'
import type { ClipModel } from '../run/subject.js'
import { checkHolds, checkTargets, type Target, targetOf } from '../run/target.js'
import type { CommandSpec } from './command.js'

/** A command that runs a sampler on a clip: its own options, and the request that they decode to. */
export interface RunKind {
  readonly name: string
  readonly define: (command: Command) => Command
  readonly request: (typed: unknown) => E.Either<CliError, Request>
}

const argument = (command: Command): Command =>
  command.argument('<IN>', 'sound (WAV, FLAC, MP3, Ogg), or latents (.pt, .npy, .npz, .safetensors)')

const decoded = (kind: RunKind, typed: unknown) =>
  pipe(
    E.Do,
    E.bindW('request', () => kind.request(typed)),
    E.bindW('options', () => decodeOptions(RunOptions, typed)),
  )

/** The name of the clip: an empty one is often a variable of the shell that was not set. */
const named = (input: string): E.Either<CliError, string> =>
  input.trim() === '' ? E.left(usage('IN is "": give the name of a file')) : E.right(input)

const targetFor = (input: string, { output, encoding }: RunOptions): TE.TaskEither<CliError, Target> =>
  output === undefined
    ? TE.left(usage('no output: give -o and the name of a file'))
    : pipe(
        checkNoFolder('--output', output),
        TE.flatMapEither(() => targetOf(output, encoding, isLatents(input))),
      )

/** The command that runs it. */
export const runCommand =
  (model: ClipModel) =>
  (kind: RunKind): CommandSpec => ({
    name: kind.name,
    define: (command) =>
      withRunOptions(
        kind
          .define(argument(command))
          .requiredOption('-o, --output <file>', 'where to: .wav, .flac; .npy, .npz, .safetensors for latents'),
      ),
    run: ([input = ''], typed, io) =>
      pipe(
        TE.Do,
        TE.bindW('named', () => TE.fromEither(named(input))),
        TE.bindW('asked', () => TE.fromEither(decoded(kind, typed))),
        TE.bindW('target', ({ asked }) => targetFor(input, asked.options)),
        TE.bindW('free', ({ asked, target }) => checkTargets(target, asked.options)),
        TE.bindW('prepared', ({ asked: { options, request } }) =>
          prepare(model, input, options, request, options.seed ?? io.randomSeed()),
        ),
        TE.bindW('held', ({ prepared, target }) => TE.fromEither(checkHolds(target, prepared.clip))),
        TE.flatMap(({ prepared, target }) => execute(prepared, target, io)),
      ),
  })

/** The same arguments, explained instead of run: nothing is loaded into the model, and nothing written. */
export const explainCommand =
  (model: ClipModel) =>
  (kind: RunKind): CommandSpec => ({
    name: kind.name,
    define: (command) =>
      withRunOptions(kind.define(argument(command)).option('-o, --output <file>', 'where the run would write to')),
    run: ([input = ''], typed, io) =>
      pipe(
        TE.Do,
        TE.bindW('named', () => TE.fromEither(named(input))),
        TE.bindW('asked', () => TE.fromEither(decoded(kind, typed))),
        TE.bindW('target', ({ asked }) =>
          asked.options.output === undefined ? TE.right(null) : targetFor(input, asked.options),
        ),
        TE.bindW('prepared', ({ asked: { options, request } }) =>
          prepare(model, input, options, request, options.seed ?? io.randomSeed()),
        ),
        TE.map(({ prepared }) => explain(prepared)),
      ),
  })
