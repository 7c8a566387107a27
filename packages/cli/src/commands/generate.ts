import type { Command } from 'commander'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeOptions } from '../options/decode.js'
import { withGenerateOptions } from '../options/model-options.js'
import { wholeNumber } from '../options/numbers.js'
import { spoken } from '../options/prompts.js'
import { withPromptRunOptions } from '../options/run-options.js'
import type { Io } from '../io.js'
import { mostItems } from '../noise.js'
import { explain } from '../run/explain.js'
import { newSource } from '../stable-audio/source.js'
import { type CommandSpec, examples } from './command.js'
import { explained, perform, type Wanted } from './perform.js'
import { promptRun } from './typed-run.js'

const Argument = t.type({ PROMPT: spoken })
const Batch = t.type({ batch: wholeNumber(1, mostItems) })

const wanted = (prompt: string, typed: unknown, io: Io) =>
  pipe(
    E.Do,
    E.bindW('said', () => decodeOptions(Argument, { PROMPT: prompt })),
    E.bindW('size', () => decodeOptions(Batch, typed)),
    E.bindW('run', ({ said }) => promptRun(said.PROMPT, typed)),
    E.map(({ size: { batch }, run: { options, asked } }): Wanted => ({
      source: newSource(asked, io),
      options,
      request: { _tag: 'Generate' },
      output: { audible: true, recorded: true },
      batch,
    })),
  )

const define = (command: Command): Command =>
  withPromptRunOptions(
    withGenerateOptions(
      command
        .argument('<PROMPT>', 'what is to be heard, in words')
        .summary('make sound from a prompt, with Stable Audio Open')
        .description(
          'Make sound from a prompt, with a Stable Audio Open checkpoint. The recipe (model, prompt, seed, every option) is ' +
            'written into the file and to OUT.json: sigmastream rerun makes the same again.',
        ),
    ).option(
      '--batch <count>',
      `how many, with the seeds from --seed on: OUT-1.wav, OUT-2.wav and so on; at most ${mostItems}`,
      '1',
    ),
  ).addHelpText(
    'after',
    examples(
      'generate "128 BPM electronic drum loop" --model FOLDER --seconds 6 -o loop.wav',
      'generate "rain on a tin roof" --model FOLDER --seconds 10 --negative "voices" --cfg 5 --batch 3 --seed 7 -o rain.flac',
      'generate "water" --model FOLDER --profile exercises --noise torch-cuda --seed 456 --seconds 5.944 -o water.wav',
    ),
  )

/** `sigmastream generate`: sound from a prompt. */
export const generateCommand: CommandSpec = {
  name: 'generate',
  define: (command) =>
    define(command).requiredOption('-o, --output <file>', 'where to: .wav, .flac; .npy, .npz, .safetensors for latents'),
  run: ([prompt = ''], typed, io) =>
    pipe(
      TE.fromEither(wanted(prompt, typed, io)),
      TE.flatMap((run) => perform(run, io)),
    ),
}

/** The same arguments, explained instead of run. */
export const explainGenerate: CommandSpec = {
  name: 'generate',
  define: (command) => define(command).option('-o, --output <file>', 'where the run would write to'),
  run: ([prompt = ''], typed, io) =>
    pipe(
      TE.fromEither(wanted(prompt, typed, io)),
      TE.flatMap((run) => explained(run, io)),
      TE.map(explain),
    ),
}
