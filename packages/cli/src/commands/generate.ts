import { stableAudio } from '@sigmastream/pipeline'
import type { Command } from 'commander'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { fieldHelp } from '../options/field-help.js'
import { withGenerateOptions } from '../options/model-options.js'
import { typedOptions } from '../options/run-arguments.js'
import { withPromptRunOptions } from '../options/run-options.js'
import type { WalkOption } from '../options/sampling-options.js'
import { exceptVerifier, searchOptions, searchShort, withSearchOptions } from '../options/search-options.js'
import { explain } from '../run/explain.js'
import { takesFor } from '../run/new-takes.js'
import { perform } from '../run/perform.js'
import { firstJob, type Request } from '../run/request.js'
import { stableAudioOptions } from '../stable-audio/options.js'
import { mostLines } from '../stable-audio/prompts-file.js'
import { checkModelFolder } from './check-model.js'
import { type CommandSpec, examples, type Setting } from './command.js'
import { generateLines } from './generate-lines.js'

/**
 * What `generate` is asked for: a prompt, or those of a file, for which the options are what each line leaves out.
 * Nothing but the file is read. Errors: usage.
 */
const requestOf = (said: readonly string[], typed: unknown, { io }: Setting): TE.TaskEither<CliError, Request> =>
  pipe(
    typedOptions(typed),
    TE.bindTo('options'),
    TE.tap(({ options }) => checkModelFolder(options.settings.model)),
    TE.bind('lines', ({ options }) => generateLines(said, options)),
    TE.map(({ options: { settings }, lines }) => ({
      lines,
      settings,
      // --model is required: commander has seen to it
      source: TE.fromIO(() => ({ model: stableAudio(settings.model ?? '', stableAudioOptions(io)), clip: null })),
      allowed: { audible: true, recorded: true },
      ...takesFor(settings, { input: null, exemplars: [], model: settings.model ?? null }),
    })),
  )

const define = (command: Command, options: WalkOption = {}): Command =>
  withPromptRunOptions(
    withGenerateOptions(
      command
        .argument('[PROMPT...]', 'what is to be heard, in words; two of them with --blend or --prompt-until')
        .description(
          'Make sound from a prompt, with a Stable Audio checkpoint. The recipe (model, prompt, seed, every option) is ' +
            'written into the file and to OUT.json: sigmastream rerun makes the same again.',
        ),
    )
      .option('--loop', fieldHelp('loop', 'unsaid'))
      .option(
        '--prompts <file.jsonl>',
        `instead of PROMPT: a file of them, a JSON object a line, with prompt and, for what differs from the command line, ` +
          `negative, seconds, seed and output; at most ${mostLines} lines`,
      )
      .option('--batch <count>', `${fieldHelp('batch', 'unsaid')}: OUT-1.wav, OUT-2.wav and so on`, '1'),
    options,
  ).addHelpText(
    'after',
    examples(
      'generate "128 BPM electronic drum loop" --model FOLDER --seconds 6 -o loop.wav',
      'generate "rain on a tin roof" --model FOLDER --seconds 10 --negative "voices" --cfg 5 --batch 3 --seed 7 -o rain.flac',
      'generate --prompts drums.jsonl --model FOLDER --seconds 6 --seed 7 -o drums.wav',
      'generate "water" --model FOLDER --profile exercises --noise torch-cuda --seed 456 --seconds 5.944 -o water.wav',
    ),
  )

/** `sigmastream generate`: sound from a prompt. */
export const generateCommand: CommandSpec = {
  short: ['seconds', 'batch', 'seed'],
  define: (command) =>
    define(command).requiredOption(
      '-o, --output <file>',
      'where to: .wav, .flac; .npy, .npz, .safetensors for latents',
    ),
  run: (said, typed, setting) =>
    pipe(
      requestOf(said, typed, setting),
      TE.flatMap((request) => perform(request, setting.io)),
    ),
}

/** The same arguments, explained instead of run. */
export const explainGenerate: CommandSpec = {
  short: ['seconds', 'batch', 'seed'],
  define: (command) => define(command).option('-o, --output <file>', 'where the run would write to'),
  run: (said, typed, setting) =>
    pipe(
      requestOf(said, typed, setting),
      TE.flatMap((request) =>
        pipe(
          firstJob(request, setting.io),
          TE.flatMapTask((prepared) => explain(prepared, request.settings, setting.io)),
        ),
      ),
    ),
}

/** The best of several takes by a verifier, in the place of one. */
export const searchGenerate: CommandSpec = {
  short: ['seconds', ...searchShort],
  define: (command) =>
    withSearchOptions(define(command, { walk: false })).requiredOption(
      '-o, --output <file>',
      'where to: .wav, .flac; .npy, .npz, .safetensors for latents',
    ),
  run: (said, typed, setting) =>
    pipe(
      TE.Do,
      TE.bind('request', () => requestOf(said, exceptVerifier(typed), setting)),
      TE.bind('options', () => typedOptions(exceptVerifier(typed))),
      TE.bind('search', ({ options }) => searchOptions(typed, options, setting.io)),
      TE.flatMap(({ request, search }) => perform({ ...request, search }, setting.io)),
    ),
}
