import type { Command } from 'commander'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { mostItems } from '../noise.js'
import { withGenerateOptions } from '../options/model-options.js'
import { withPromptRunOptions } from '../options/run-options.js'
import { explain } from '../run/explain.js'
import { mostLines } from '../stable-audio/prompts-file.js'
import { type CommandSpec, examples } from './command.js'
import { explainedAll, performAll } from './perform.js'
import { wantedOf } from './prompts.js'

const define = (command: Command): Command =>
  withPromptRunOptions(
    withGenerateOptions(
      command
        .argument('[PROMPT]', 'what is to be heard, in words')
        .summary('make sound from a prompt, with Stable Audio Open')
        .description(
          'Make sound from a prompt, with a Stable Audio Open checkpoint. The recipe (model, prompt, seed, every option) is ' +
            'written into the file and to OUT.json: sigmastream rerun makes the same again.',
        ),
    )
      .option(
        '--prompts <file.jsonl>',
        `instead of PROMPT: a file of them, a JSON object a line, with prompt and, for what differs from the command line, ` +
          `negative, seconds, seed and output; at most ${mostLines} lines`,
      )
      .option(
        '--batch <count>',
        `how many of each, with the seeds from --seed on: OUT-1.wav, OUT-2.wav and so on; at most ${mostItems}`,
        '1',
      ),
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
  name: 'generate',
  define: (command) =>
    define(command).requiredOption(
      '-o, --output <file>',
      'where to: .wav, .flac; .npy, .npz, .safetensors for latents',
    ),
  run: ([prompt], typed, io) =>
    pipe(
      wantedOf(prompt, typed, io),
      TE.flatMap((run) => performAll(run, io)),
    ),
}

/** The same arguments, explained instead of run. */
export const explainGenerate: CommandSpec = {
  name: 'generate',
  define: (command) => define(command).option('-o, --output <file>', 'where the run would write to'),
  run: ([prompt], typed, io) =>
    pipe(
      wantedOf(prompt, typed, io),
      TE.flatMap((run) => explainedAll(run, io)),
      TE.map(explain),
    ),
}
