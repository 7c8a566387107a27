import { inpaint, seconds, taskFields } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { collectValues, decodeOptions, regionsOf } from '../options/decode.js'
import { fieldHelp } from '../options/field-help.js'
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
          '(and their feather) a recording stays as it is, sample for sample, unless --method native makes it over too.',
      )
      .option('--from <seconds>', 'where a region begins; repeat --from and --to for several regions', collectValues)
      .option('--to <seconds>', 'where it ends', collectValues)
      .option('--feather <seconds>', fieldHelp('feather', 'unsaid'), '0')
      .option('--loop', `${fieldHelp('loop', 'unsaid')} (--from 7.8 --to 0.2)`)
      .option('--paint-start <step>', fieldHelp('paintStart'))
      .option('--paint-end <step>', fieldHelp('paintEnd'))
      .option('--method <name>', fieldHelp('method'))
      .option('--resample <r,j>', fieldHelp('resample'))
      .option(
        '--paint-amount <fraction>',
        `${fieldHelp('paintAmount')}; --curve paint-amount=@fade.csv reads it from a file`,
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
