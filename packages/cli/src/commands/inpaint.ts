import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeOptions } from '../options/decode.js'
import { many } from '../options/many.js'
import { duration, seconds, wholeNumber } from '../options/numbers.js'
import { regionsOf } from '../options/regions.js'
import type { PaintWindow } from '../run/task.js'
import { examples, several } from './command.js'
import type { RunKind } from './run-command.js'

const Options = t.intersection([
  t.type({ from: many(seconds), to: many(seconds), feather: duration }),
  t.partial({ paintStart: wholeNumber(0), paintEnd: wholeNumber(0) }),
])

const windowOf = (start: number | undefined, end: number | undefined): PaintWindow | null =>
  start === undefined && end === undefined
    ? null
    : { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }

/** `sigmastream inpaint`: regenerates regions of a clip. */
export const inpaintKind: RunKind = {
  name: 'inpaint',
  define: (command) =>
    command
      .summary('fill a gap in a recording')
      .description(
        'Fill gaps: regenerate one or several regions of a clip so that they fit what surrounds them. Outside the regions ' +
          '(and their feather) a recording stays as it is, sample for sample.',
      )
      .option('--from <seconds>', 'where a region begins; repeat --from and --to for several regions', several)
      .option('--to <seconds>', 'where it ends', several)
      .option(
        '--feather <seconds>',
        'soft borders: how long, in seconds, the blend into the surroundings takes, outside each region',
        '0',
      )
      .option('--paint-start <step>', 'the first step (from 0) after which the surroundings are put back (default: 0)')
      .option('--paint-end <step>', 'the step before which that ends (default: the number of steps)')
      .addHelpText(
        'after',
        examples(
          'inpaint take.wav --from 2.5 --to 3.5 -o filled.wav',
          'inpaint take.flac --from 1 --to 1.2 --from 4 --to 4.5 --feather 0.05 --seed 7 --plot filled.png -o filled.flac',
          'inpaint take.wav --from 2 --to 4 --from-audio other.wav --sampler dpmpp-2m --save-frames steps -o filled.wav',
          'inpaint latents.pt --frame-rate 21.533203125 --from 0 --to 3 --from-audio a.pt --from-audio b.pt -o filled.npy',
        ),
      ),
  request: (typed) =>
    pipe(
      decodeOptions(Options, typed),
      E.flatMap(({ from, to, feather, paintStart, paintEnd }) =>
        pipe(
          regionsOf(from, to),
          E.map((regions) => ({ _tag: 'Inpaint', regions, feather, paint: windowOf(paintStart, paintEnd) })),
        ),
      ),
    ),
}
