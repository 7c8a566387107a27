import { inpaint, seconds, taskFields } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { collectValues, decodeOptions, regionsOf } from '../options/decode.js'
import { clipCommand, explainClipCommand, searchClipCommand } from './clip-command.js'
import type { ClipTask } from './clip-request.js'
import { examples } from './command.js'

const { feather, paintStart, paintEnd, paintAmount, method, resample } = taskFields
const Options = t.intersection([
  t.type({ from: t.readonlyArray(seconds), to: t.readonlyArray(seconds), feather }),
  t.partial({ paintStart, paintEnd, paintAmount, method, resample }),
])

/** `sigmastream inpaint`: regenerates regions of a clip. */
const inpaintTask: ClipTask = {
  define: (command) =>
    command
      .description(
        'Fill gaps: regenerate one or several regions of a clip so that they fit what surrounds them. Outside the regions ' +
          '(and their feather) a recording stays as it is, sample for sample.',
      )
      .option('--from <seconds>', 'where a region begins; repeat --from and --to for several regions', collectValues)
      .option('--to <seconds>', 'where it ends', collectValues)
      .option(
        '--feather <seconds>',
        'soft borders: how long, in seconds, the blend into the surroundings takes, outside each region',
        '0',
      )
      .option(
        '--loop',
        'IN is a loop: what is behind its end is its beginning, and a region may go round (--from 7.8 --to 0.2)',
      )
      .option('--paint-start <step>', 'the first step (from 0) after which the surroundings are put back (default: 0)')
      .option('--paint-end <step>', 'the step before which that ends (default: the number of steps)')
      .option(
        '--method <name>',
        "how the surroundings are kept in sight: projection (put back after each step of any sampler), or posterior (weighed in by a step of its own, DDIM's, of two calls)",
      )
      .option(
        '--resample <r,j>',
        'go over the steps again: walk each stretch of j steps r times, with new noise, so that gap and surroundings come to agree; about r times the work',
      )
      .option(
        '--paint-amount <fraction>',
        'how much of what is in a region is made anew, from 0 (it stays) to 1 (all of it, the default); ' +
          'or along IN, value@second: 0@2,1@2.5, and --curve paint-amount=@fade.csv reads it from a file',
      )
      .addHelpText(
        'after',
        examples(
          'inpaint take.wav --from 2.5 --to 3.5 -o filled.wav',
          'inpaint take.flac --from 1 --to 1.2 --from 4 --to 4.5 --feather 0.05 --seed 7 --plot filled.png -o filled.flac',
          'inpaint take.wav --loop --from 4.9 --to 0.1 -o filled.wav',
          'inpaint take.wav --from 2 --to 4 --from-audio other.wav --sampler dpmpp-2m --save-frames steps -o filled.wav',
          'inpaint latents.pt --frame-rate 21.533203125 --from 0 --to 3 --from-audio a.pt --from-audio b.pt -o filled.npy',
        ),
      ),
  short: ['from', 'to', 'feather'],
  curves: ['paintAmount'],
  task: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.flatMap(({ from, to, ...options }) =>
        pipe(
          regionsOf(from, to),
          E.map((regions) => ({ ...inpaint(regions), ...options })),
        ),
      ),
    ),
}

/** `sigmastream inpaint`. */
export const inpaintCommand = clipCommand(inpaintTask)

/** `sigmastream explain inpaint`. */
export const explainInpaint = explainClipCommand(inpaintTask)

/** `sigmastream search inpaint`. */
export const searchInpaint = searchClipCommand(inpaintTask)
