import { taskFields, vary } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeOptions } from '../options/decode.js'
import { type ClipTask, clipCommand, explainClipCommand } from './clip-command.js'
import { examples } from './command.js'

const Options = t.type({ noiseLevel: taskFields.noiseLevel })

/** `sigmastream vary`: variations of a clip. */
const varyTask: ClipTask = {
  define: (command) =>
    command
      .description(
        'Make a variation: noise the clip to one level and denoise it from there. All steps are spent between that level, ' +
          'which is the highest sigma of the schedule, and 0. Other seeds give other variations.',
      )
      .requiredOption('--noise-level <sigma>', 'how much noise, as a sigma: small keeps the clip, large forgets it')
      .addHelpText(
        'after',
        examples(
          'vary take.wav --noise-level 2 --seed 1 -o one.wav',
          'vary take.wav --noise-level 2 --seed 2 -o two.wav',
        ),
      ),
  task: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.map(({ noiseLevel }) => vary(noiseLevel)),
    ),
}

/** `sigmastream vary`. */
export const varyCommand = clipCommand(varyTask)

/** `sigmastream explain vary`. */
export const explainVary = explainClipCommand(varyTask)
