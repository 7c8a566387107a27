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
import type { VaryOptions } from '@sigmastream/pipeline/recipe'
import type { Command } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { kindAt } from '../files.js'
import { fromRenderError } from '../from-errors.js'
import { note } from '../io.js'
import { withModelOptions } from '../options/model-options.js'
import { optionName } from '../options/option-name.js'
import { type RunArguments, recipeOfArguments, typedOptions, withRunOptions } from '../options/run-options.js'
import { explain } from '../run/explain.js'
import { type Inputs, inputsOf, outputsOf } from '../run/inputs.js'
import { firstJob, perform, type Request, type Source } from '../run/perform.js'
import { performEach } from '../run/perform-each.js'
import { stableAudioOptions } from '../stable-audio/options.js'
import type { CommandSpec, Setting } from './command.js'

/** A command that works on a clip: its own options, and the task that they decode to. */
export interface ClipTask {
  readonly define: (command: Command) => Command
  /** The options of its own that short help shows. */
  readonly short: readonly string[]
  readonly task: (typed: unknown) => E.Either<CliError, Task & VaryOptions>
}

/** A folder that is none is to blame before all else that is said of it. A usage error. */
export const checkModelFolder = (model: string | undefined): TE.TaskEither<CliError, void> =>
  model === undefined
    ? TE.right(undefined)
    : pipe(
        TE.fromTask(() => kindAt(model)),
        TE.flatMap((kind) =>
          kind === 'folder'
            ? TE.right(undefined)
            : TE.left(
                usage(
                  `--model: there is no folder ${model}: give that of a Stable Audio Open checkpoint; sigmastream model pull fetches one`,
                ),
              ),
        ),
      )

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

/** What is asked for of a clip, whatever its name. */
interface ClipRequest {
  readonly inputs: Inputs
  readonly task: Task & VaryOptions
  readonly options: RunArguments
}

const typedOf = (of: ClipTask, args: readonly string[], typed: unknown): TE.TaskEither<CliError, ClipRequest> =>
  pipe(
    TE.Do,
    TE.bind('inputs', () => inputsOf(args)),
    TE.bind('task', () => TE.fromEither(of.task(typed))),
    TE.bind('options', () => TE.fromEither(typedOptions(typed))),
    TE.tap(({ options }) => checkModelFolder(options.settings.model)),
    TE.tap(({ options }) => TE.fromEither(checkModel(options))),
  )

/** What was typed as a request. Stable Audio Open makes latents heard, and its runs leave their recipe beside them. */
const requestOf = (input: string, { task, options }: ClipRequest, setting: Setting): Request => {
  const { settings } = options
  const withFolder = settings.model !== undefined
  return {
    lines: [{ recipe: recipeOfArguments(options, task), count: settings.count ?? 1, where: null }],
    source: sourceOf(input, options, setting),
    settings,
    allowed: { audible: withFolder || !isLatentsName(input), recorded: withFolder },
  }
}

/** What would be written beside several results, and has one name. */
const checkSeveral = ({ settings: { plot, saveFrames } }: RunArguments): E.Either<CliError, void> => {
  const stray = plot === undefined ? (saveFrames === undefined ? null : '--save-frames') : '--plot'
  return stray === null
    ? E.right(undefined)
    : E.left(usage(`${stray} is for one file, and IN is several: leave it out, or give the files one after the other`))
}

/** Several files: each as if it were alone, all of them with one seed. */
const performSeveral = (
  inputs: readonly string[],
  typed: ClipRequest,
  setting: Setting,
): ReturnType<CommandSpec['run']> => {
  const { io } = setting
  const { options } = typed
  return pipe(
    TE.fromEither(checkSeveral(options)),
    TE.flatMap(() => outputsOf(inputs, options.settings.output)),
    TE.flatMap((outputs) => {
      const seed = options.fields.seed ?? io.randomSeed()
      if (options.fields.seed === undefined)
        note(io, `seed ${seed}, chosen at random, for every file: --seed ${seed} makes the same again`)
      const fields = { ...options.fields, seed }
      return performEach(
        inputs.map((input, i) => {
          const settings = { ...options.settings, output: outputs[i]! } // one for each
          return { input, request: requestOf(input, { ...typed, options: { fields, settings } }, setting) }
        }),
        io,
      )
    }),
  )
}

const withClipOptions = (of: ClipTask, command: Command): Command =>
  withModelOptions(
    withRunOptions(
      of.define(
        command.argument(
          '<IN...>',
          'sound (WAV, FLAC, MP3, Ogg), or latents (.pt, .npy, .npz, .safetensors); several files, or a folder of sound; - for standard input',
        ),
      ),
    ).option('--count <number>', 'how many of each, with the seeds from --seed on: OUT-1.wav, OUT-2.wav and so on'),
  )

const outputHelp = 'where to: .wav, .flac; .npy, .npz, .safetensors for latents; a folder where IN is several files'

/** The command that renders it. */
export const clipCommand = (of: ClipTask): CommandSpec => ({
  short: [...of.short, 'seed', 'output'],
  define: (command) => withClipOptions(of, command).option('-o, --output <file>', outputHelp),
  run: (args, typed, setting) =>
    pipe(
      typedOf(of, args, typed),
      TE.flatMap((all) =>
        all.inputs._tag === 'One'
          ? perform(requestOf(all.inputs.input, all, setting), setting.io)
          : performSeveral(all.inputs.inputs, all, setting),
      ),
    ),
})

/** The same arguments, explained instead of rendered, of the first file: nothing is written. */
export const explainClipCommand = (of: ClipTask): CommandSpec => ({
  short: [...of.short, 'seed'],
  define: (command) => withClipOptions(of, command).option('-o, --output <file>', 'where the run would write to'),
  run: (args, typed, setting) =>
    pipe(
      typedOf(of, args, typed),
      TE.flatMap((all) => {
        const { inputs, options } = all
        const [input, settings] =
          inputs._tag === 'One'
            ? [inputs.input, options.settings]
            : [inputs.inputs[0], { ...options.settings, output: undefined }]
        const { output, ...others } = settings
        const request = requestOf(
          input,
          { ...all, options: { ...options, settings: output === undefined ? others : { ...others, output } } },
          setting,
        )
        if (inputs._tag === 'Several')
          note(setting.io, `note: ${input} is explained, the first of ${inputs.inputs.length} files`)
        const { count = 1 } = request.lines[0]
        if (count > 1) note(setting.io, `note: one result is explained, of ${count}`)
        return pipe(
          firstJob(request, setting.io),
          TE.flatMapTask((prepared) => explain(prepared, request.settings, setting.io)),
        )
      }),
    ),
})
