import { loop, taskFields } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeOptions } from '../options/decode.js'
import { fieldHelp } from '../options/field-help.js'
import { clipCommand, explainClipCommand } from './clip-command.js'
import type { ClipTask } from './clip-request.js'
import { examples } from './command.js'

const { bars, bpm, seam, method } = taskFields
const Options = t.partial({ bars, bpm, seam, method })

/** `sigmastream loop`: makes a clip go round. */
const loopTask: ClipTask = {
  define: (command) =>
    command
      .description(
        'Make a clip a loop, which can be played over and over without a break: its end is made anew so that it leads into ' +
          'the beginning. All before that stays as it is, sample for sample. How the seam came out is printed.',
      )
      .option('--bars <count>', fieldHelp('bars'))
      .option('--bpm <beats>', fieldHelp('bpm'))
      .option('--seam <seconds>', fieldHelp('seam'))
      .option('--method <name>', fieldHelp('method'))
      .addHelpText(
        'after',
        examples(
          'loop take.wav --seconds 4 --seed 7 -o round.wav',
          'loop take.wav --bars 2 --bpm 120 --seam 0.25 -o round.wav',
          'loop take.wav --plot round.png -o round.flac',
        ),
      ),
  secondsHelp: 'how long the loop is: so much of the beginning of IN (default: all of it)',
  short: ['seconds', 'bars', 'bpm', 'seam'],
  task: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.map((how) => loop(how)),
    ),
}

/** `sigmastream loop`. */
export const loopCommand = clipCommand(loopTask)

/** `sigmastream explain loop`. */
export const explainLoop = explainClipCommand(loopTask)
