import type { Command } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, usage } from '../errors.js'
import { note } from '../io.js'
import { withModelOptions } from '../options/model-options.js'
import type { RunArguments } from '../options/run-arguments.js'
import { withRunOptions } from '../options/run-options.js'
import type { WalkOption } from '../options/sampling-options.js'
import { exceptVerifier, searchOptions, searchShort, withSearchOptions } from '../options/search-options.js'
import { explain } from '../run/explain.js'
import { outputsOf } from '../run/inputs.js'
import { perform } from '../run/perform.js'
import { performEach } from '../run/perform-each.js'
import { firstJob } from '../run/request.js'
import { type ClipRequest, type ClipTask, requestOf, typedOf } from './clip-request.js'
import type { CommandSpec, Setting } from './command.js'

/** What would be written beside several results, and has one name. */
const checkSeveral = ({ settings }: RunArguments): E.Either<CliError, void> => {
  const { plot, grid, saveFrames, preview, checkpoint } = settings
  const named = {
    '--plot': plot,
    '--grid': grid,
    '--save-frames': saveFrames,
    '--preview': preview,
    '--checkpoint': checkpoint,
  }
  const [stray] = Object.entries(named).flatMap(([option, name]) => (name === undefined ? [] : [option]))
  return stray === undefined
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

const withClipOptions = (of: ClipTask, command: Command, options: WalkOption = {}): Command =>
  withModelOptions(
    withRunOptions(
      of.define(
        command.argument(
          '<IN...>',
          'sound (WAV, FLAC, MP3, Ogg), or latents (.pt, .npy, .npz, .safetensors); several files, or a folder of sound; - for standard input',
        ),
      ),
      options,
    ),
    of.secondsHelp,
  )

const withCount = (command: Command): Command =>
  command.option('--count <number>', 'how many of each, with the seeds from --seed on: OUT-1.wav, OUT-2.wav and so on')

const outputHelp = 'where to: .wav, .flac; .npy, .npz, .safetensors for latents; a folder where IN is several files'

/** The command that renders it. */
export const clipCommand = (of: ClipTask): CommandSpec => ({
  short: [...of.short, 'seed', 'output'],
  define: (command) => withCount(withClipOptions(of, command)).option('-o, --output <file>', outputHelp),
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

/** The best of several takes by a verifier, in the place of one. */
export const searchClipCommand = (of: ClipTask): CommandSpec => ({
  short: [...of.short.filter((name) => name !== 'count'), ...searchShort],
  define: (command) =>
    withSearchOptions(withClipOptions(of, command, { walk: false })).option('-o, --output <file>', outputHelp),
  run: (args, typed, setting) =>
    pipe(
      typedOf(of, args, exceptVerifier(typed)),
      TE.bindTo('all'),
      TE.bind('search', ({ all }) => searchOptions(typed, all.options, setting.io)),
      TE.flatMap(({ all, search }) =>
        all.inputs._tag === 'One'
          ? perform({ ...requestOf(all.inputs.input, all, setting), search }, setting.io)
          : TE.left<CliError>(
              usage(
                'a search is of one file, and IN is several: give one, and search with each of the others by itself',
              ),
            ),
      ),
    ),
})

/** The same arguments, explained instead of rendered, of the first file: nothing is written. */
export const explainClipCommand = (of: ClipTask): CommandSpec => ({
  short: [...of.short, 'seed'],
  define: (command) =>
    withCount(withClipOptions(of, command)).option('-o, --output <file>', 'where the run would write to'),
  run: (args, typed, setting) =>
    pipe(
      typedOf(of, args, typed),
      TE.flatMap((all) => {
        const { inputs, options } = all
        const { output: _, ...others } = options.settings
        const [input, settings] = inputs._tag === 'One' ? [inputs.input, options.settings] : [inputs.inputs[0], others]
        const request = requestOf(input, { ...all, options: { ...options, settings } }, setting)
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
