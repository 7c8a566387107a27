import {
  checkEmbedded,
  describeRenderError,
  exemplar,
  isLatentsName,
  openMaterial,
  readClip,
  stableAudio,
  type Task,
} from '@sigmastream/pipeline'
import type { Command } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { fromRenderError } from '../from-errors.js'
import { withModelOptions } from '../options/model-options.js'
import { optionName } from '../options/option-name.js'
import { type RunArguments, recipeOfArguments, typedOptions, withRunOptions } from '../options/run-options.js'
import { explain } from '../run/explain.js'
import { firstJob, perform, type Request, type Source } from '../run/perform.js'
import { stableAudioOptions } from '../stable-audio/options.js'
import type { CommandSpec, Setting } from './command.js'

/** A command that works on a clip: its own options, and the task that they decode to. */
export interface ClipTask {
  readonly define: (command: Command) => Command
  readonly task: (typed: unknown) => E.Either<CliError, Task>
}

/** What goes with --model and what without. A usage error: options of the other model. */
const checkModel = ({ fields, settings }: RunArguments): E.Either<CliError, void> => {
  const refuse = (message: string): E.Either<CliError, void> => E.left(usage(message))
  if (settings.model === undefined)
    return pipe(
      checkEmbedded(fields),
      E.mapLeft((error) => usage(describeRenderError(error, optionName))),
    )
  if (fields.prompt === undefined) return refuse('no prompt: --model makes what --prompt says: give it')
  if ((settings.fromAudio ?? []).length > 0)
    return refuse('--from-audio is for the embedded model: leave it or --model out')
  if (fields.windowLength !== undefined)
    return refuse('--window-length is for the embedded model: leave it or --model out')
  return fields.frameRate === undefined
    ? E.right(undefined)
    : refuse('--frame-rate: the model of --model has its own: leave it out')
}

/** The name of the clip: an empty one is often a variable of the shell that was not set. */
const clipName = (input: string): E.Either<CliError, string> =>
  input.trim() === '' ? E.left(usage('IN is "": give the name of a file')) : E.right(input)

/** The clip and the model, which learns from other clips where they are given. */
const sourceOf = (
  input: string,
  { fields: { tensor = null }, settings: { model, fromAudio = [] } }: RunArguments,
  { io, embedded = exemplar }: Setting,
): TE.TaskEither<CliError, Source> =>
  pipe(
    TE.Do,
    TE.bind('clips', () => TE.traverseSeqArray((file: string) => readClip(file, tensor))(fromAudio)),
    TE.bind('clip', () => openMaterial(input, tensor)),
    TE.bimap(
      (error) => fromRenderError(error, io.signal),
      ({ clip, clips }) => ({
        clip,
        model: model === undefined ? embedded(clips) : stableAudio(model, stableAudioOptions(io)),
      }),
    ),
  )

/** What was typed as a request. Stable Audio Open makes latents heard, and its runs leave their recipe beside them. */
const requestOf = (of: ClipTask, input: string, typed: unknown, setting: Setting): E.Either<CliError, Request> =>
  pipe(
    clipName(input),
    E.bindTo('input'),
    E.bind('task', () => of.task(typed)),
    E.bind('options', () => typedOptions(typed)),
    E.tap(({ options }) => checkModel(options)),
    E.map(({ task, options }): Request => {
      const { settings } = options
      const withFolder = settings.model !== undefined
      return {
        lines: [{ recipe: recipeOfArguments(options, task), where: null }],
        source: sourceOf(input, options, setting),
        settings,
        allowed: { audible: withFolder || !isLatentsName(input), recorded: withFolder },
      }
    }),
  )

const withClipOptions = (of: ClipTask, command: Command): Command =>
  withModelOptions(
    withRunOptions(
      of.define(command.argument('<IN>', 'sound (WAV, FLAC, MP3, Ogg), or latents (.pt, .npy, .npz, .safetensors)')),
    ),
  )

/** The command that renders it. */
export const clipCommand = (of: ClipTask): CommandSpec => ({
  define: (command) =>
    withClipOptions(of, command).requiredOption(
      '-o, --output <file>',
      'where to: .wav, .flac; .npy, .npz, .safetensors for latents',
    ),
  run: ([input = ''], typed, setting) =>
    pipe(
      TE.fromEither(requestOf(of, input, typed, setting)),
      TE.flatMap((request) => perform(request, setting.io)),
    ),
})

/** The same arguments, explained instead of rendered: nothing is loaded into the model, and nothing written. */
export const explainClipCommand = (of: ClipTask): CommandSpec => ({
  define: (command) => withClipOptions(of, command).option('-o, --output <file>', 'where the run would write to'),
  run: ([input = ''], typed, setting) =>
    pipe(
      TE.fromEither(requestOf(of, input, typed, setting)),
      TE.flatMap((request) =>
        pipe(
          firstJob(request, setting.io),
          TE.map((job) => explain(job, request.settings)),
        ),
      ),
    ),
})
